package dev.evenkeel.activity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.contract.Lever;
import dev.evenkeel.contract.RunRef;
import dev.evenkeel.contract.Wave;
import dev.evenkeel.emqx.Credentials;
import dev.evenkeel.kubernetes.ClusterLease;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class RunLifeTest {
    private static final ClusterRef CLUSTER = ClusterRef.inKubernetes("mqtt", "emqx");
    private static final RunRef RUN = new RunRef("default", "emqx-rebalance/mqtt/emqx", "run-1");
    private static final RunRef OTHER = new RunRef("elsewhere", "emqx-rebalance/mqtt/emqx", "run-9");

    private final TestClock clock = new TestClock();
    private final FakeClusterLeases leases = new FakeClusterLeases();
    private final List<ClusterRef> gone = new ArrayList<>();
    private final RunLife life = life();

    private RunLife life() {
        ClusterDirectory directory = new ClusterDirectory(
                new FakeClusterDiscovery().cluster("mqtt", "emqx", FakeClusterDiscovery.pod("emqx-0", "10.0.0.1")),
                new ConnectionProfiles(List.of(new ConnectionProfiles.Profile(
                        "emqx", List.of(), List.of("mqtt/emqx"), new Credentials("key", () -> "s")))),
                new FakeEmqxClients(new FakeEmqxClient()),
                clock);
        return new RunLife(leases, directory, LifeTimes.defaults(), clock, gone::add);
    }

    @BeforeEach
    void held() {
        hold(life);
    }

    private void hold(RunLife by) {
        by.hold("emqx", CLUSTER, RUN, Lever.LABEL, EngineBench.WAVE, TestClock.BEGAN.plus(Duration.ofHours(1)));
    }

    private ClusterLease lease() {
        return leases.read("mqtt", "emqx").orElseThrow();
    }

    private Instant renewedAt() {
        return lease().renewedAt();
    }

    @Test
    void writesDownAllThatSomebodyNeedsWhoCleansUp() {
        assertThat(lease().run()).isEqualTo(RUN.mark());
        assertThat(lease().wave()).contains(EngineBench.WAVE);
        assertThat(lease().hardStop()).isEqualTo(TestClock.BEGAN.plus(Duration.ofHours(1)));
    }

    @Test
    void renewsWhenThatIsDueAndNotBefore() {
        for (int second = 0; second < 60; second += 4) {
            life.living(CLUSTER, RUN, () -> null);
            Instant due = clock.instant().minus(LifeTimes.defaults().renewal());
            await().untilAsserted(() -> assertThat(renewedAt()).isAfter(due));
            clock.pass(Duration.ofSeconds(4));
        }

        assertThat(leases.writes()).isEqualTo(3);
    }

    @Test
    void holdsNoLookUpWhileTheApiIsAway() {
        leases.away(true);
        clock.pass(Duration.ofSeconds(30));
        assertThat(life.<String>living(CLUSTER, RUN, () -> "looked")).isEqualTo("looked");
        leases.away(false);

        await().untilAsserted(() -> {
            life.living(CLUSTER, RUN, () -> null);
            assertThat(renewedAt()).isEqualTo(clock.instant());
        });
    }

    @Test
    void anotherWorkerGoesOnRenewing() {
        RunLife other = life();
        clock.pass(Duration.ofSeconds(30));
        other.living(CLUSTER, RUN, () -> null);

        await().untilAsserted(() -> assertThat(renewedAt()).isEqualTo(clock.instant()));
        assertThat(lease().wave()).contains(EngineBench.WAVE);
    }

    @Test
    void writesALeaseAgainThatSomebodyRemoved() {
        leases.release("mqtt", "emqx", RUN.mark());
        clock.pass(Duration.ofSeconds(30));
        life.living(CLUSTER, RUN, () -> null);

        await().untilAsserted(() -> assertThat(leases.read("mqtt", "emqx").flatMap(ClusterLease::wave))
                .contains(EngineBench.WAVE));
    }

    @Test
    void aRunWhoseLeaseAnotherHoldsLooksNoMoreAndStopsNothingButPutsBack() {
        leases.release("mqtt", "emqx", RUN.mark());
        leases.put(others(Optional.of(EngineBench.WAVE)));
        clock.pass(Duration.ofSeconds(30));

        await().untilAsserted(() ->
                assertThatThrownBy(() -> life.living(CLUSTER, RUN, () -> null)).matches(FailureKind.CLUSTER_HELD::is));
        assertThat(life.heldByAnother(CLUSTER, RUN)).isTrue();
        assertThatCode(() -> life.cleaning(CLUSTER, RUN, () -> null)).doesNotThrowAnyException();
        assertThat(lease().run()).isEqualTo(OTHER.mark());
    }

    /** Made by a janitor for a pod that an earlier run had marked: nothing was started under it. */
    @Test
    void stopsItsOwnWhereAnothersLeaseKnowsOfNoRebalance() {
        leases.release("mqtt", "emqx", RUN.mark());
        leases.put(others(Optional.empty()));

        assertThat(life.heldByAnother(CLUSTER, RUN)).isFalse();
    }

    @Test
    void forgetsRunsThatEndedInAnotherWorker() {
        clock.pass(Duration.ofDays(2));
        leases.release("mqtt", "emqx", RUN.mark());

        life.hold("emqx", CLUSTER, OTHER, Lever.LABEL, EngineBench.WAVE, clock.instant());

        assertThat(life.runs()).isEqualTo(1);
    }

    private ClusterLease others(Optional<Wave> wave) {
        return ClusterLease.of(
                "emqx",
                CLUSTER,
                OTHER.mark(),
                Lever.LABEL,
                wave,
                clock.instant(),
                clock.instant(),
                LifeTimes.defaults().lease());
    }

    @Test
    void anotherRunIsRefusedTheLease() {
        assertThatThrownBy(() -> life.hold("emqx", CLUSTER, OTHER, Lever.LABEL, EngineBench.WAVE, TestClock.BEGAN))
                .matches(FailureKind.CLUSTER_HELD::is)
                .hasMessageContaining(RUN.mark());
    }

    @Test
    void removesTheLeaseAtTheEndAndOnlyItsOwn() {
        life.release(CLUSTER, OTHER);
        assertThat(leases.read("mqtt", "emqx")).isPresent();

        life.release(CLUSTER, RUN);
        assertThat(leases.read("mqtt", "emqx")).isEmpty();
    }

    @Test
    void heldIsNotWrittenTwice() {
        hold(life);

        assertThat(leases.writes()).isEqualTo(1);
    }
}
