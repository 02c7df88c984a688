package dev.evenkeel.e2e.real;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenkeel.contract.ContractJson;
import dev.evenkeel.contract.Outcome;
import dev.evenkeel.contract.RebalanceResult;
import dev.evenkeel.contract.RunPhase;
import dev.evenkeel.e2e.Stage;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/** A run in the hands of somebody who has Temporal's own command line and nothing of ours. */
@Tag("real")
@Isolated
@Timeout(180)
final class TemporalCommandTest {
    /** So slow that several commands fit into a phase. */
    private static final double SPEED = 2;

    private static final String TYPED_ID = "typed-by-hand";

    @Test
    void showsARunAndEndsItWithAndWithoutAReason() throws IOException {
        try (RealBench bench = RealBench.open("temporal-command", SPEED, Stage::withSessions)) {
            bench.emqx().faults().holdIn("wait_health_check");
            bench.type(TYPED_ID, RunSpec.EVERY_PHASE).wanted();
            bench.awaitPhase(RunPhase.WAIT_HEALTH_CHECK);

            assertThat(command(bench, "show", Stage.CLUSTER_ID, "--detailed"))
                    .contains("WorkflowExecutionStarted", "ReadRequest");
            assertThat(progress(bench, Stage.CLUSTER_ID).path("phase").asText()).isNotEmpty();
            assertThat(progress(bench, TYPED_ID).path("runsAs").asText()).isEqualTo(Stage.CLUSTER_ID);
            assertThat(command(bench, "describe", Stage.CLUSTER_ID)).contains("Watch");
            String answer = command(
                    bench, "update", "execute", TYPED_ID, "--name", "abort", "--input", "{\"reason\":\"it is noon\"}");

            assertThat(answer).contains("restoring every excluded pod");
            RebalanceResult aborted = bench.result(TYPED_ID);
            assertThat(aborted.outcome()).isEqualTo(Outcome.ABORTED);
            assertThat(aborted.summary()).isEqualTo("aborted: it is noon");
            bench.assertNothingLeft();

            bench.emqx().faults().holdIn("evicting_conns");
            bench.type(Stage.CLUSTER_ID, RunSpec.APPROVED).wanted();
            bench.awaitPhase(RunPhase.AWAITING_APPROVAL);
            command(bench, "update", "execute", Stage.CLUSTER_ID, "--name", "approve");
            bench.awaitPhase(RunPhase.EVICTING_CONNS);
            command(bench, "update", "execute", Stage.CLUSTER_ID, "--name", "abort");

            assertThat(bench.result(Stage.CLUSTER_ID).outcome()).isEqualTo(Outcome.ABORTED);
            bench.assertNothingLeft();
        }
    }

    private static JsonNode progress(RealBench bench, String workflowId) throws IOException {
        String answer = command(bench, "query", workflowId, "--type", "progress", "--output", "json");
        return ContractJson.mapper().readTree(answer).path("queryResult").path(0);
    }

    private static String command(RealBench bench, String... words) {
        String[] whole = new String[words.length + 2];
        whole[0] = "workflow";
        int at = 1;
        for (String word : words) {
            boolean id = word.equals(TYPED_ID) || word.equals(Stage.CLUSTER_ID);
            if (id) {
                whole[at++] = "--workflow-id";
            }
            whole[at++] = word;
        }
        return bench.temporal().command(whole).wanted();
    }
}
