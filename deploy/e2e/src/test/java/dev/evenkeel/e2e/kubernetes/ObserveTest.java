package dev.evenkeel.e2e.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.contract.Lever;
import dev.evenkeel.contract.RebalanceResult;
import dev.evenkeel.kubernetes.Right;
import dev.evenkeel.kubernetes.Rights;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The lever {@code observe}: a worker that may not set gates waits for a loop that does what EMQX Operator does. */
@Tag("kubernetes")
@Timeout(240)
final class ObserveTest {
    /** EMQX's wait of 35 s lasts 17.5 s: between a pass after 30 s and the last moment lie 1.5 s. */
    private static final double SPEED = 2;

    /** EMQX must hear a stop within the two seconds that it has in production: no shared machine promises less. */
    private static final double REAL = 1;

    private static final long[] COUNTS = {400, 400, 400, 0};
    private static final String STRATEGY = """
            {"connEvictRate": 50, "sessEvictRate": 50, "waitTakeover": 1, "waitHealthCheck": 10,
             "absConnThreshold": 10, "absSessThreshold": 10, "relConnThreshold": "1.1", "relSessThreshold": "1.1"}
            """;

    @ParameterizedTest
    @ValueSource(ints = {20, 30})
    void evictionBeginsWithAllDonorsOutWheneverTheOperatorComes(int seconds) {
        try (KubeBench bench = bench("observe-" + seconds, SPEED);
                OperatorLoop operator = OperatorLoop.deafFor(bench, SPEED, Duration.ofSeconds(seconds))) {
            bench.startWorker(withoutTheGatesRight(bench));

            RebalanceResult result = bench.result(bench.startRun(STRATEGY));

            assertThat(result.plan().orElseThrow().lever()).isEqualTo(Lever.OBSERVE);
            assertThat(result.plan().orElseThrow().choices())
                    .anyMatch(choice -> choice.startsWith("waitHealthCheck 35 s, raised from 10 s"));
            assertThat(result.outcome().name())
                    .as(result.summary() + result.notes())
                    .isEqualTo("BALANCED");
            Eviction.assertNeverBeganWithADonorServed(bench, SPEED);
            assertThat(Eviction.begun(bench, SPEED)).isNotEmpty();
            assertThat(operator.byOthers()).as("gates that we set").isEmpty();
            bench.assertNothingLeft();
        }
    }

    @Test
    void whereNothingComesNobodyIsEvictedAndTheRunSaysSoAfterALongerWait() {
        try (KubeBench bench = bench("observe-never", REAL);
                OperatorLoop operator = OperatorLoop.deafFor(bench, REAL, Duration.ofDays(1))) {
            bench.startWorker(withoutTheGatesRight(bench));
            WorkflowStub run = bench.startRun(STRATEGY);

            WorkflowFailedException failed =
                    catchThrowableOfType(WorkflowFailedException.class, () -> bench.result(run));

            ApplicationFailure why = (ApplicationFailure) failed.getCause();
            assertThat(why).matches(FailureKind.EXCLUSION_LATE::is);
            assertThat(why.getOriginalMessage()).contains("35 s at first and then 70 s", "EMQX Operator");
            assertThat(bench.emqx().ledger().starts())
                    .extracting(Eviction::waits)
                    .containsExactly(Duration.ofSeconds(35), Duration.ofSeconds(70));
            assertThat(bench.emqx().ledger().stops()).hasSize(2);
            assertThat(Eviction.begun(bench, REAL)).as("evictions").isEmpty();
            assertThat(bench.emqx().ledger().evictionTicks()).isZero();
            assertThat(bench.connections().values()).containsExactly(400L, 400L, 400L, 0L);
            assertThat(operator.byOthers()).isEmpty();
            bench.assertNothingLeft();
        }
    }

    private static KubeBench bench(String name, double speed) {
        return KubeBench.on(RealKubernetes.shared(), name)
                .speed(speed)
                .connections(COUNTS)
                .objects(GateTest.GATED)
                .start();
    }

    /** All that a worker has but {@code patch pods/status}. */
    private static String withoutTheGatesRight(KubeBench bench) {
        List<PolicyRule> rules = Rights.ALL.stream()
                .filter(right -> !right.display().equals("patch pods/status"))
                .map(ObserveTest::rule)
                .toList();
        return bench.api().kubeconfig(bench.tokenOf("worker", rules));
    }

    private static PolicyRule rule(Right right) {
        return KubeBench.rule(right.group(), right.resource(), right.verb());
    }
}
