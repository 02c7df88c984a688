package dev.evenkeel.activity;

import static dev.evenkeel.activity.FakeClusterDiscovery.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.activity.Landings.State;
import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.contract.Lever;
import dev.evenkeel.contract.StartParameters;
import dev.evenkeel.contract.Threshold;
import dev.evenkeel.contract.Wave;
import dev.evenkeel.emqx.Credentials;
import dev.evenkeel.kubernetes.DiscoveredCluster.DiscoveredPod;
import dev.evenkeel.kubernetes.DiscoveredCluster.FrontService;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DonorsOutTest {
    private static final ClusterRef CLUSTER = new ClusterRef("mqtt", "emqx", Optional.empty());
    private static final String DONOR = "emqx@emqx-0.emqx-headless.mqtt.svc.cluster.local";
    private static final String RECIPIENT = "emqx@emqx-1.emqx-headless.mqtt.svc.cluster.local";
    private static final Wave WAVE = new Wave(
            1,
            RECIPIENT,
            List.of(DONOR, RECIPIENT),
            List.of(DONOR),
            List.of(RECIPIENT),
            new StartParameters(
                    10,
                    10,
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(10),
                    new Threshold(100, 1.1),
                    new Threshold(100, 1.1)));
    private static final List<FrontService> LB = List.of(new FrontService("lb", true));

    private final FakeClusterDiscovery kubernetes = new FakeClusterDiscovery();
    private final TestClock clock = new TestClock();
    private final DonorsOut donors = new DonorsOut(new ClusterDirectory(
            kubernetes,
            new ConnectionProfiles(List.of(new ConnectionProfiles.Profile(
                    "emqx", List.of(), List.of("mqtt/emqx"), new Credentials("key", () -> "s")))),
            new FakeEmqxClients(new FakeEmqxClient()),
            clock));

    private Optional<String> troubleWith(List<FrontService> services, boolean donorServed, boolean recipientServed) {
        kubernetes.cluster(
                "mqtt",
                "emqx",
                services,
                pod("emqx-0", Map.of("lb", donorServed)),
                pod("emqx-1", Map.of("lb", recipientServed)));
        return trouble(Lever.LABEL);
    }

    private Optional<String> trouble(Lever lever) {
        return Optional.of(donors.look(CLUSTER, lever, WAVE))
                .filter(sight -> sight.state() == State.SERVED)
                .map(Landings.Sight::words);
    }

    @Test
    void nothingIsWrongWhileOnlyRecipientsAreServed() {
        assertThat(troubleWith(LB, false, true)).isEmpty();
    }

    @Test
    void namesTheDonorThatIsServedAgain() {
        assertThat(troubleWith(LB, true, true)).contains("Service lb sends clients to donors: [emqx-0]");
    }

    @Test
    void aRecipientThatIsNotReadyIsNoTroubleOfTheServices() {
        assertThat(troubleWith(LB, false, false)).isEmpty();
    }

    @Test
    void seesAtOnceThatAServiceIsGone() {
        assertThat(troubleWith(LB, false, true)).isEmpty();

        assertThat(troubleWith(List.of(), false, false)).contains("no Service is in front any more");
    }

    @Test
    void namesAServiceThatMindsTheLabelNoMore() {
        assertThat(troubleWith(List.of(new FrontService("lb", false)), false, true))
                .contains("Services select by the label no more: [lb]");
    }

    @Test
    void asksForOneListALook() {
        troubleWith(LB, false, true);
        int before = kubernetes.asked();

        trouble(Lever.LABEL);

        assertThat(kubernetes.asked()).isEqualTo(before);
    }

    @Test
    void knowsNothingWhileTheApiIsAway() {
        assertThat(donors.look(CLUSTER, Lever.LABEL, WAVE).state()).isEqualTo(State.UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource({
        // donor served, recipient served, by a Service that minds readiness
        "true, true, true, SERVED",
        "false, true, true, OUT",
        "false, false, true, NOBODY_SERVES",
        "false, true, false, SERVED",
    })
    void leversByReadinessNeedNoLabel(boolean donor, boolean recipient, boolean minds, State seen) {
        kubernetes.cluster(
                "mqtt",
                "emqx",
                List.of(new FrontService("lb", false, !minds)),
                pod("emqx-0", Map.of("lb", donor)),
                pod("emqx-1", Map.of("lb", recipient)));

        assertThat(donors.look(CLUSTER, Lever.GATE, WAVE).state()).isEqualTo(seen);
        assertThat(donors.look(CLUSTER, Lever.OBSERVE, WAVE).state()).isEqualTo(seen);
    }

    /** With EMQX Operator's gate all pods leave where the operator gets no answer from EMQX, whatever the lever. */
    @Test
    void allPodsOfAGatedClusterLeavingIsNobodyServing() {
        kubernetes.cluster("mqtt", "emqx", LB, gated("emqx-0", false), gated("emqx-1", false));
        assertThat(donors.look(CLUSTER, Lever.LABEL, WAVE).state()).isEqualTo(State.NOBODY_SERVES);

        kubernetes.cluster("mqtt", "emqx", LB, gated("emqx-0", false), gated("emqx-1", true));
        assertThat(donors.look(CLUSTER, Lever.LABEL, WAVE).state()).isEqualTo(State.OUT);
    }

    private static DiscoveredPod gated(String name, boolean served) {
        DiscoveredPod pod = pod(name, Map.of("lb", served));
        return new DiscoveredPod(
                pod.name(),
                pod.uid(),
                pod.address(),
                pod.apiPort(),
                pod.ready(),
                pod.servingLabel(),
                pod.excludedBy(),
                pod.servedBy(),
                true,
                Optional.empty());
    }
}
