package dev.evenkeel.activity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.activity.Janitor.Finding;
import dev.evenkeel.activity.Janitor.State;
import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.contract.EmqxState;
import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.contract.Lever;
import dev.evenkeel.contract.RunRef;
import dev.evenkeel.emqx.Credentials;
import dev.evenkeel.kubernetes.Admission;
import dev.evenkeel.kubernetes.ClusterLease;
import dev.evenkeel.kubernetes.MarkedPods.MarkedPod;
import dev.evenkeel.kubernetes.ReadinessGate;
import dev.evenkeel.kubernetes.ServingLabel;
import dev.evenkeel.planning.Pace;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class JanitorTest {
    private static final ClusterRef CLUSTER = ClusterRef.inKubernetes("mqtt", "emqx");
    private static final String RUN = new RunRef("default", "emqx-rebalance/mqtt/emqx", "run-1").mark();
    private static final Duration HARD_STOP = Duration.ofMinutes(30);

    private final TestClock clock = new TestClock();
    private final FakeEmqxClient emqx = new FakeEmqxClient()
            .node("n1", 3333)
            .node("n2", 3333)
            .node("n3", 3334)
            .node("n4", 0);
    private final FakeClusterLeases leases = new FakeClusterLeases();
    private final Set<String> ended = new HashSet<>();
    private final List<MarkedPod> marked = new ArrayList<>();
    private final List<String> done = new ArrayList<>();
    private Janitor janitor;

    @BeforeEach
    void aRunThatEvicts() {
        janitor = janitor("one");
        emqx.onStopped(() -> done.add("stopped"));
        emqx.start(EngineBench.WAVE.coordinator(), EngineBench.NODES, EngineBench.WAVE.parameters());
        marked.add(new MarkedPod("mqtt", "emqx-0", RUN, Optional.of("emqx")));
        leases.put(lease());
    }

    private ClusterLease lease() {
        return ClusterLease.of(
                "emqx",
                CLUSTER,
                RUN,
                Lever.LABEL,
                Optional.of(EngineBench.WAVE),
                clock.instant().plus(HARD_STOP),
                clock.instant(),
                LifeTimes.defaults().lease());
    }

    private Janitor janitor(String name) {
        return janitor(
                name,
                new FakeClusterDiscovery().cluster("mqtt", "emqx", FakeClusterDiscovery.pod("emqx-0", "10.0.0.1")),
                "mqtt/emqx",
                ended::contains);
    }

    private Janitor janitor(String name, FakeClusterDiscovery discovery, String bound, RunFates fates) {
        ClusterDirectory directory = new ClusterDirectory(
                discovery,
                new ConnectionProfiles(List.of(new ConnectionProfiles.Profile(
                        "emqx", List.of(), List.of(bound), new Credentials("key", () -> "s")))),
                new FakeEmqxClients(emqx),
                clock);
        return new Janitor(
                leases,
                namespace -> List.copyOf(marked),
                new Restoring(),
                new Opening(),
                directory,
                fates,
                Pace.realTime(),
                LifeTimes.defaults(),
                clock,
                name);
    }

    private Finding round() {
        List<Finding> findings = janitor.sweep("mqtt");
        assertThat(findings).hasSize(1);
        return findings.get(0);
    }

    @Test
    void leavesARunAloneThatRenews() {
        for (int round = 0; round < 60; round++) {
            leases.renew(lease(), clock.instant());
            assertThat(round().state()).isEqualTo(State.LEFT_ALONE);
            clock.pass(LifeTimes.defaults().renewal());
        }

        assertThat(done).isEmpty();
    }

    @Test
    void aClockThatIsAheadKillsNoRunThatRenews() {
        for (int round = 0; round < 60; round++) {
            leases.renew(lease(), clock.instant().minus(Duration.ofHours(1)));
            assertThat(round().state()).isEqualTo(round == 0 ? State.WATCHED : State.LEFT_ALONE);
            clock.pass(LifeTimes.defaults().renewal());
        }

        assertThat(done).isEmpty();
    }

    @Test
    void stopsFirstAndRestoresThenOnceTheLeaseHasRunOut() {
        round();
        clock.pass(Duration.ofSeconds(89));
        assertThat(round().state()).isEqualTo(State.LEFT_ALONE);
        clock.pass(Duration.ofSeconds(1));

        Finding finding = round();

        assertThat(finding.state()).isEqualTo(State.CLEAN);
        assertThat(done).containsExactly("stopped", "restored " + RUN);
        assertThat(leases.all("mqtt")).isEmpty();
    }

    @Test
    void watchesALeaseThatSeemsOldBeforeItBelievesSo() {
        clock.pass(Duration.ofHours(1));

        assertThat(round().state()).isEqualTo(State.WATCHED);
        clock.pass(LifeTimes.defaults().confirmation());
        assertThat(round().state()).isEqualTo(State.CLEAN);
    }

    @Test
    void actsAtOnceOnARunThatTemporalKnowsToHaveEnded() {
        ended.add(RUN);

        assertThat(round().state()).isEqualTo(State.CLEAN);
        assertThat(done).containsExactly("stopped", "restored " + RUN);
    }

    @Test
    void restoresNothingBeforeEmqxIsOff() {
        ended.add(RUN);
        emqx.failing("status", FailureKind.EMQX_UNAVAILABLE);

        assertThat(round().state()).isEqualTo(State.CLEANING);
        clock.pass(Duration.ofMinutes(10));
        assertThat(round().state()).isEqualTo(State.CLEANING);
        assertThat(done).isEmpty();

        emqx.answering();
        assertThat(round().state()).isEqualTo(State.CLEAN);
        assertThat(done).containsExactly("stopped", "restored " + RUN);
    }

    @Test
    void restoresAtTheHardStopWhateverEmqxSaysAndStillTriesToStopIt() {
        ended.add(RUN);
        emqx.failing("status", FailureKind.EMQX_UNAVAILABLE);
        round();
        clock.pass(HARD_STOP);

        assertThat(round().state()).isEqualTo(State.CLEANING);
        assertThat(done).containsExactly("restored " + RUN);

        emqx.answering();
        assertThat(round().state()).isEqualTo(State.CLEAN);
        assertThat(done).containsExactly("restored " + RUN, "stopped");
    }

    @Test
    void givesUpOnAnEmqxThatIsSilentForAnHourAfterTheHardStop() {
        ended.add(RUN);
        emqx.failing("status", FailureKind.EMQX_UNAVAILABLE);
        round();
        clock.pass(HARD_STOP);
        round();
        clock.pass(Duration.ofHours(1));

        assertThat(round().state()).isEqualTo(State.CLEAN);
        assertThat(leases.all("mqtt")).isEmpty();
    }

    @Test
    void waitsForAStartThatMayStillBeOnItsWay() {
        ended.add(RUN);
        emqx.ends("n4");

        assertThat(round().state()).isEqualTo(State.CLEANING);
        assertThat(done).isEmpty();
        clock.pass(Pace.realTime().lateStart());
        assertThat(round().state()).isEqualTo(State.CLEAN);
        assertThat(done).containsExactly("restored " + RUN);
    }

    @Test
    void leavesSomebodyElsesRebalanceOn() {
        ended.add(RUN);
        emqx.ends("n4")
                .runs(FakeEmqxClient.rebalance("n4", EmqxState.EVICTING_CONNS, EngineBench.DONORS, List.of("n4"), 77));

        assertThat(round().state()).isEqualTo(State.CLEAN);
        assertThat(done).containsExactly("restored " + RUN);
    }

    @Test
    void ofTwoJanitorsOneActs() {
        ended.add(RUN);
        emqx.failing("status", FailureKind.EMQX_UNAVAILABLE);
        Janitor other = janitor("other");
        assertThat(round().state()).isEqualTo(State.CLEANING);

        emqx.answering();
        assertThat(other.sweep("mqtt").get(0).state()).isEqualTo(State.LEFT_ALONE);
        assertThat(round().state()).isEqualTo(State.CLEAN);
    }

    /** Frozen between taking the Lease and stopping EMQX, while another one cleans up and a new run begins. */
    @Test
    void aJanitorThatWasFrozenStopsNobodyElsesRun() {
        ended.add(RUN);
        emqx.onStatus(() -> leases.put(lease()));

        assertThat(round().state()).isEqualTo(State.CLEANING);

        assertThat(done).isEmpty();
        assertThat(emqx.rebalances()).hasSize(1);
    }

    @Test
    void anotherJanitorGoesOnWhereOneDied() {
        ended.add(RUN);
        emqx.failing("status", FailureKind.EMQX_UNAVAILABLE);
        round();
        Janitor other = janitor("other");
        emqx.answering();
        other.sweep("mqtt");
        clock.pass(LifeTimes.defaults().lease());

        assertThat(other.sweep("mqtt").get(0).state()).isEqualTo(State.CLEAN);
    }

    @Test
    void aPersonNeedNotWaitForAnotherJanitorsLease() {
        ended.add(RUN);
        emqx.failing("status", FailureKind.EMQX_UNAVAILABLE);
        round();

        Finding finding = janitor("by-hand").cleanUp(CLUSTER, true).get(0);

        assertThat(done).containsExactly("restored " + RUN);
        assertThat(finding.state()).isEqualTo(State.CLEANING);
    }

    @Test
    void marksWithoutALeaseGetOneAndAreCleanedUpWhenItHasRunOut() {
        leases.release("mqtt", "emqx", RUN);

        assertThat(round().state()).isEqualTo(State.LEFT_ALONE);
        clock.pass(LifeTimes.defaults().lease());
        assertThat(round().state()).isEqualTo(State.CLEAN);
        assertThat(done).containsExactly("restored " + RUN);
    }

    @Test
    void aJanitorThatMayNotSpeakToEmqxKeepsNoOtherFromIt() {
        ended.add(RUN);
        FakeClusterDiscovery same = new FakeClusterDiscovery().cluster("mqtt", "emqx");
        Janitor unbound = janitor("unbound", same, "elsewhere/emqx", ended::contains);
        List<State> states = new ArrayList<>();

        for (int second = 0; second < 180 && !states.contains(State.CLEAN); second++) {
            unbound.sweep("mqtt");
            states.add(round().state());
            clock.pass(Duration.ofSeconds(1));
        }

        assertThat(states).contains(State.CLEAN);
        assertThat(done).containsExactly("stopped", "restored " + RUN);
    }

    @Test
    void aLeaseFromTheFutureIsBelievedToHaveRunOutIfNobodyRenewsIt() {
        clock.pass(Duration.ofDays(1));
        leases.put(lease());
        clock.pass(Duration.ofDays(-1));

        assertThat(round().state()).isEqualTo(State.WATCHED);
        clock.pass(LifeTimes.defaults().confirmation());
        assertThat(round().state()).isEqualTo(State.CLEAN);
        assertThat(done).containsExactly("stopped", "restored " + RUN);
    }

    @Test
    void aClockThatIsBehindKillsNoRunThatRenews() {
        for (int round = 0; round < 60; round++) {
            leases.renew(lease(), clock.instant().plus(Duration.ofHours(1)));
            assertThat(round().state()).isEqualTo(round == 0 ? State.WATCHED : State.LEFT_ALONE);
            clock.pass(LifeTimes.defaults().renewal());
        }

        assertThat(done).isEmpty();
    }

    @Test
    void aMarkThatMakesNoLeaseKeepsNobodyFromTheOthers() {
        ended.add(RUN);
        marked.add(new MarkedPod("mqtt", "other-0", "", Optional.of("other")));

        List<Finding> findings = janitor.sweep("mqtt");

        assertThat(findings).extracting(Finding::run).containsExactlyInAnyOrder("", RUN);
        assertThat(findings).extracting(Finding::state).containsExactlyInAnyOrder(State.CLEANING, State.CLEAN);
        assertThat(done).containsExactly("stopped", "restored " + RUN);
    }

    @Test
    void findsTheLeaseOfMarkedPodsThatNoListHas() {
        ended.add(RUN);
        leases.unlabelled();

        assertThat(round().state()).isEqualTo(State.CLEAN);
        assertThat(done).containsExactly("stopped", "restored " + RUN);
    }

    @Test
    void whatGoesWrongWithOneClusterKeepsNobodyFromTheOthers() {
        leases.put(ClusterLease.of(
                "aaa",
                ClusterRef.inKubernetes("mqtt", "aaa"),
                "strange",
                Lever.LABEL,
                Optional.empty(),
                clock.instant(),
                clock.instant(),
                LifeTimes.defaults().lease()));
        janitor = janitor(
                "one",
                new FakeClusterDiscovery().cluster("mqtt", "emqx", FakeClusterDiscovery.pod("emqx-0", "10.0.0.1")),
                "mqtt/emqx",
                run -> {
                    if (run.equals("strange")) {
                        throw new IllegalStateException("unforeseen");
                    }
                    return true;
                });

        List<Finding> findings = janitor.sweep("mqtt");

        assertThat(findings).extracting(Finding::state).containsExactly(State.CLEANING, State.CLEAN);
        assertThat(findings.get(0).words()).contains("unforeseen");
    }

    /** A worker that was frozen in the middle of an exclusion, for instance. */
    @Test
    void restoresAPodThatIsMarkedAfterAllWereBack() {
        ended.add(RUN);
        emqx.failing("status", FailureKind.EMQX_UNAVAILABLE);
        round();
        clock.pass(HARD_STOP);
        round();
        marked.add(new MarkedPod("mqtt", "emqx-1", RUN, Optional.of("emqx")));

        round();

        assertThat(marked).isEmpty();
        assertThat(done).containsExactly("restored " + RUN, "restored " + RUN);
    }

    /** A StatefulSet is deleted and made anew to change what it does not let change; its pods run on meanwhile. */
    @Test
    void aClusterWhosePodsAreStillThereIsNotGone() {
        ended.add(RUN);
        janitor = janitor("one", new FakeClusterDiscovery(), "mqtt/emqx", ended::contains);

        assertThat(round().state()).isEqualTo(State.CLEANING);
        assertThat(done).isEmpty();

        marked.clear();
        assertThat(round().state()).isEqualTo(State.CLEAN);
    }

    @Test
    void tellsWhetherARunWasSeenAlive() {
        round();
        leases.renew(lease(), clock.instant());

        assertThat(janitor.cleanUp(CLUSTER, false).get(0).alive()).isTrue();
    }

    /** A donor's gate must not be open while EMQX refuses clients there. */
    @Test
    void stopsEmqxBeforeItOpensAGateAndAsksEmqx() {
        marked.set(0, new MarkedPod("mqtt", "emqx-0", RUN, Optional.of("emqx"), Lever.GATE));
        ended.add(RUN);

        Finding finding = round();

        assertThat(finding.state()).isEqualTo(State.CLEAN);
        assertThat(finding.restored()).containsExactly("emqx-0");
        assertThat(done).first().isEqualTo("stopped");
        assertThat(done).last().asString().startsWith("EMQX says ");
        assertThat(done).doesNotContain("EMQX says CLOSED");
    }

    /** Puts back what has the mark, and writes it down. */
    private final class Restoring implements ServingLabel {
        @Override
        public List<String> exclude(
                String namespace, String name, Collection<String> pods, String mark, Instant until, Duration patience) {
            throw new AssertionError("a janitor excludes nobody");
        }

        @Override
        public Restored restore(
                String namespace,
                String name,
                String mark,
                Collection<String> keep,
                Collection<String> servingBefore,
                Duration patience) {
            if (marked.removeIf(pod -> pod.lever() == Lever.LABEL && pod.mark().equals(mark))) {
                done.add("restored " + mark);
                return new Restored(List.of("emqx-0"), List.of(), List.of());
            }
            return new Restored(List.of(), List.of(), List.of());
        }
    }

    /** Opens the gates of what has the mark where EMQX takes clients, and writes down what EMQX says. */
    private final class Opening implements ReadinessGate {
        @Override
        public List<String> exclude(
                String namespace,
                String name,
                Collection<String> pods,
                String mark,
                Instant until,
                Admission admission,
                Duration patience) {
            throw new AssertionError("a janitor excludes nobody");
        }

        @Override
        public ServingLabel.Restored restore(
                String namespace,
                String mark,
                Collection<String> keep,
                Collection<String> servingBefore,
                Admission admission,
                Duration patience) {
            done.add("EMQX says " + admission.at("emqx-0"));
            marked.removeIf(pod -> pod.lever() == Lever.GATE && pod.mark().equals(mark));
            return new ServingLabel.Restored(List.of("emqx-0"), List.of(), List.of());
        }

        @Override
        public ServingLabel.Restored awaitServed(
                String namespace, Collection<String> servingBefore, Duration patience) {
            throw new AssertionError("a janitor waits for its own pods alone");
        }
    }
}
