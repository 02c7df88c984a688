package dev.evenkeel.e2e.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.contract.Lever;
import dev.evenkeel.contract.Outcome;
import dev.evenkeel.contract.RebalanceResult;
import dev.evenkeel.contract.RunPhase;
import dev.evenkeel.contract.Verbs;
import dev.evenkeel.kubernetes.Rights;
import io.fabric8.kubernetes.api.model.Pod;
import io.temporal.client.WorkflowStub;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The lever {@code gate} on a real Kubernetes API, beside a loop that does what EMQX Operator was measured to do. */
@Tag("kubernetes")
@Timeout(240)
final class GateTest {
    /** EMQX's first wait of 10 s lasts 2.5 s: controllers and kubelets do not go faster with EMQX. */
    private static final double SPEED = 4;

    private static final String QUICK = """
            {"connEvictRate": 50, "sessEvictRate": 50, "waitTakeover": 1, "waitHealthCheck": 10,
             "absConnThreshold": 10, "absSessThreshold": 10, "relConnThreshold": "1.1", "relSessThreshold": "1.1"}
            """;

    static final EmqxObjects GATED =
            EmqxObjects.defaults().withServingLabel(false).withReadinessGate(true);

    @Test
    void theArticlesRunWithItsOwnWaitsRefusesNobodyAndAgreesWithTheOperator() {
        try (KubeBench bench = bench("gate");
                OperatorLoop operator = OperatorLoop.passing(bench, SPEED, 0.7)) {
            Map<String, Map<String, String>> labels = labels(bench);
            bench.startWorker();

            RebalanceResult result = bench.result(bench.startRun());

            bench.assertBalanced(result);
            assertThat(result.plan().orElseThrow().lever()).isEqualTo(Lever.GATE);
            assertThat(result.plan().orElseThrow().leverReason()).contains("readiness gate");
            assertThat(bench.connections().values()).containsExactly(2554L, 2553L, 2553L, 2340L);
            assertThat(bench.emqx().ledger().attemptsTotal().refused()).isZero();
            Eviction.assertNeverBeganWithADonorServed(bench, SPEED);
            assertThat(Eviction.begun(bench, SPEED)).hasSize(1);
            assertAsBefore(bench, operator, labels);
        }
    }

    /** Nobody else sets the gate: what was closed is opened by us. */
    @Test
    void needsNoOperatorThatRuns() {
        try (KubeBench bench = bench("gate-alone")) {
            bench.startWorker();

            bench.assertBalanced(bench.result(bench.startRun()));

            Eviction.assertNeverBeganWithADonorServed(bench, SPEED);
            assertThat(bench.pods().values()).allMatch(OperatorLoop::open);
        }
    }

    /** The account has the list of rights and no other: among them the one that only this lever needs. */
    @Test
    void needsTheListedRightsAlone() {
        RealKubernetes api = RealKubernetes.shared();
        try (KubeBench bench = bench("gate-rights")) {
            String token = workersToken(bench);
            long mark = api.audit().mark();
            bench.startWorker(api.kubeconfig(token));

            bench.assertBalanced(bench.result(bench.startRun()));

            List<AuditLog.Request> requests =
                    api.audit().requests("system:serviceaccount:" + bench.namespace() + ":worker", mark);
            assertThat(requests).noneMatch(request -> request.status() == 403);
            assertThat(requests)
                    .filteredOn(request -> request.resource().equals("pods/status"))
                    .hasSizeBetween(3, 6)
                    .allMatch(request -> request.verb().equals("patch"));
        }
    }

    @Test
    void anAbortOpensTheGatesOnceEmqxTakesClients() {
        try (KubeBench bench = bench("gate-abort");
                OperatorLoop operator = OperatorLoop.passing(bench, SPEED, 0.9)) {
            Map<String, Map<String, String>> labels = labels(bench);
            bench.startWorker();
            bench.emqx().faults().holdIn("evicting_conns");
            WorkflowStub run = bench.startRun();
            bench.awaitPhase(RunPhase.EVICTING_CONNS);
            assertThat(bench.servingPods()).containsExactly(bench.pod(3));

            run.update("abort", Verbs.Acknowledgement.class, new Verbs.Abort(Optional.of("me"), Optional.of("enough")));

            assertThat(bench.result(run).outcome()).isEqualTo(Outcome.ABORTED);
            assertThat(bench.emqx().ledger().stops()).hasSize(1);
            assertAsBefore(bench, operator, labels);
        }
    }

    /** One failed look of the operator at EMQX takes all pods out: whoever is evicted then has nowhere to go. */
    @Test
    void allPodsLeavingAtOnceStopsEvictionUntilTheyAreBack() {
        try (KubeBench bench = bench("gate-all-out");
                OperatorLoop operator = OperatorLoop.passing(bench, SPEED, 0.5)) {
            Map<String, Map<String, String>> labels = labels(bench);
            bench.startWorker();
            WorkflowStub run = bench.startRun();
            bench.awaitPhase(RunPhase.EVICTING_CONNS);

            operator.failing(true);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> !bench.emqx().ledger().stops().isEmpty());
            operator.failing(false);
            RebalanceResult result = bench.result(run);

            assertThat(result.outcome()).as(result.summary() + result.notes()).isEqualTo(Outcome.BALANCED);
            assertThat(result.notes()).anyMatch(note -> note.contains("no pod of the cluster is served any more"));
            assertThat(bench.emqx().ledger().starts()).hasSize(2);
            bench.assertNothingLeft();
            assertThat(labels(bench)).isEqualTo(labels);
            assertThat(operator.untrue()).isEmpty();
        }
    }

    /** Kubelets and controllers that are too slow for EMQX's wait: nobody is evicted, and EMQX waits longer once. */
    @Test
    void whatDoesNotLeaveInTimeIsNotEvicted() {
        // At EMQX's own speed: no shared machine promises to stop it within less than the two seconds there are.
        double speed = 1;
        try (KubeBench bench = KubeBench.on(RealKubernetes.shared(), "gate-late")
                .speed(speed)
                .connections(400, 400, 400, 0)
                .objects(GATED)
                .start()) {
            bench.startWorker();
            // Ready follows the gate only when most of EMQX's wait of 10 s is over; in 20 s there is time.
            bench.kubelet().lag(Duration.ofMillis(8_500));

            RebalanceResult result = bench.result(bench.startRun(QUICK));

            assertThat(result.outcome()).as(result.summary() + result.notes()).isEqualTo(Outcome.BALANCED);
            assertThat(bench.emqx().ledger().starts()).hasSize(2);
            assertThat(bench.emqx().ledger().starts())
                    .extracting(Eviction::waits)
                    .containsExactly(Duration.ofSeconds(10), Duration.ofSeconds(20));
            Eviction.assertNeverBeganWithADonorServed(bench, speed);
            bench.assertNothingLeft();
        }
    }

    /** Of an account that has the list of rights and no other. */
    static String workersToken(KubeBench bench) {
        return bench.tokenOf(
                "worker",
                Rights.ALL.stream()
                        .map(right -> KubeBench.rule(right.group(), right.resource(), right.verb()))
                        .toList());
    }

    private static KubeBench bench(String name) {
        return KubeBench.on(RealKubernetes.shared(), name)
                .speed(SPEED)
                .objects(GATED)
                .start();
    }

    private static void assertAsBefore(
            KubeBench bench, OperatorLoop operator, Map<String, Map<String, String>> labels) {
        bench.assertNothingLeft();
        assertThat(operator.gates()).allSatisfy((pod, open) -> assertThat(open).isTrue());
        assertThat(labels(bench)).isEqualTo(labels);
        assertThat(operator.undone()).as("flips of the loop against ours").isEmpty();
        assertThat(operator.untrue()).as("our flips against EMQX").isEmpty();
    }

    private static Map<String, Map<String, String>> labels(KubeBench bench) {
        Map<String, Map<String, String>> labels = new java.util.TreeMap<>();
        bench.pods().forEach((name, pod) -> labels.put(name, labels(pod)));
        return labels;
    }

    private static Map<String, String> labels(Pod pod) {
        return Optional.ofNullable(pod.getMetadata().getLabels()).orElse(Map.of());
    }
}
