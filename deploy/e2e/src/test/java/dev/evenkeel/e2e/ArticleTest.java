package dev.evenkeel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.contract.Outcome;
import dev.evenkeel.contract.RebalanceResult;
import dev.evenkeel.contract.Verbs;
import dev.evenkeel.contract.WorkflowNames;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.sdk.v1.WorkflowMetadata;
import io.temporal.client.WorkflowStub;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The article's cluster and its strategy, from the request to the proven end. */
public final class ArticleTest {
    public static final String SPEC = """
            {"instanceName": "emqx-ee", "instanceKind": "EmqxEnterprise", "rebalanceStrategy": {
             "connEvictRate": 10, "sessEvictRate": 10, "waitTakeover": 10, "waitHealthCheck": 10,
             "absConnThreshold": 100, "absSessThreshold": 100, "relConnThreshold": "1.1", "relSessThreshold": "1.1"}}
            """;

    @ParameterizedTest
    @EnumSource
    void endsAsPrinted(EmqxRelease release) {
        try (Bench bench = Bench.skipping(release.of(Stage::article))) {
            RebalanceResult result = bench.run(SPEC);

            assertThat(result.outcome()).as(result.toString()).isEqualTo(Outcome.BALANCED);
            assertThat(bench.connections().values()).containsExactly(2554L, 2553L, 2553L, 2340L);
            assertThat(bench.emqx.ledger().starts()).hasSize(1);
            assertThat(bench.emqx.ledger().evictionTicks()).isEqualTo(78);
            assertThat(bench.emqx.ledger().attemptsTotal().refused()).isZero();
            assertThat(bench.kubernetes.servingPods()).isEqualTo(bench.pods(0, 1, 2, 3));
            assertThat(result.timing().engine()).isBetween(Duration.ofSeconds(97), Duration.ofSeconds(100));
            assertThat(bench.history(Stage.CLUSTER_ID)).hasSizeLessThanOrEqualTo(80);
        }
    }

    @ParameterizedTest
    @EnumSource
    void asksLittleOfEmqxAndLessOfKubernetes(EmqxRelease release) {
        try (Bench bench = Bench.skipping(release.of(Stage::article))) {
            bench.run(SPEC);

            int donors = 3;
            assertThat(bench.emqx.ledger().requestsTotal())
                    .as("%s", bench.emqx.ledger().requests())
                    .isLessThanOrEqualTo(150);
            assertThat(bench.kubernetes.requests().writes()).isBetween(2L * donors, 4L * donors + 20);
        }
    }

    /** Looks at clusters that hang keep nobody from being put back. */
    @Test
    void whatEndsARunHasSlotsOfItsOwn() {
        try (Bench bench = Bench.skipping(Stage::article)) {
            WorkflowStub run = bench.start(SPEC);
            bench.temporal.registerDelayedCallback(
                    Duration.ofSeconds(30),
                    () -> run.update("abort", Verbs.Acknowledgement.class, new Verbs.Abort(null, null)));
            bench.result(run);

            Map<String, Set<String>> queues = bench.history(Stage.CLUSTER_ID).stream()
                    .filter(HistoryEvent::hasActivityTaskScheduledEventAttributes)
                    .map(HistoryEvent::getActivityTaskScheduledEventAttributes)
                    .collect(Collectors.groupingBy(
                            order -> order.getTaskQueue().getName(),
                            Collectors.mapping(order -> order.getActivityType().getName(), Collectors.toSet())));
            assertThat(queues.get(WorkflowNames.CLEAN_UP_QUEUE))
                    .containsExactlyInAnyOrder("StopRebalance", "Restore", "ReleaseLease");
            assertThat(queues.get(WorkflowNames.TASK_QUEUE)).contains("Assess", "Exclude", "StartRebalance", "Watch");
        }
    }

    @Test
    void showsWhereItIsInTemporalsUi() {
        try (Bench bench = Bench.skipping(Stage::article)) {
            bench.run(SPEC);

            WorkflowMetadata page = bench.temporal
                    .getWorkflowClient()
                    .newUntypedWorkflowStub(Stage.CLUSTER_ID)
                    .query("__temporal_workflow_metadata", WorkflowMetadata.class);

            assertThat(page.getCurrentDetails())
                    .contains("| EVICTING_CONNS |", "move 2,340 connections in 78 steps", "emqx-ee-3");
        }
    }
}
