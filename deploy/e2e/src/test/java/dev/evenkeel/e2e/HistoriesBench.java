package dev.evenkeel.e2e;

import dev.evenkeel.contract.RebalanceResult;
import dev.evenkeel.contract.RunPhase;
import dev.evenkeel.contract.Verbs;
import dev.evenkeel.e2e.replay.KeptHistory;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Writes the histories that later versions must replay; to be run once, when a version is made. */
@Tag("bench")
final class HistoriesBench {
    @Test
    void balanced() throws IOException {
        try (Bench bench = Bench.faster(20, Stage::article)) {
            bench.run(ArticleTest.SPEC);
            keep(bench, KeptHistory.BALANCED);
        }
    }

    @Test
    void aborted() throws IOException {
        try (Bench bench = Bench.faster(20, Stage::article)) {
            WorkflowStub run = bench.start(ArticleTest.SPEC);
            bench.awaitPhase(RunPhase.EVICTING_CONNS);
            run.update("abort", Verbs.Acknowledgement.class, new Verbs.Abort(null, null));
            bench.result(run);
            keep(bench, KeptHistory.ABORTED);
        }
    }

    @Test
    void failed() throws IOException {
        try (Bench bench = Bench.faster(20, Stage::article)) {
            WorkflowStub run = bench.start(ArticleTest.SPEC);
            bench.awaitPhase(RunPhase.EVICTING_CONNS);
            bench.emqx.faults().unauthorized(true);
            failure(bench, run);
            keep(bench, KeptHistory.FAILED);
        }
    }

    private static void failure(Bench bench, WorkflowStub run) {
        try {
            RebalanceResult result = bench.result(run);
            throw new IllegalStateException("a failure was to be kept, got " + result);
        } catch (WorkflowFailedException expected) {
            return;
        }
    }

    private static void keep(Bench bench, KeptHistory history) throws IOException {
        Files.createDirectories(history.path().getParent());
        Files.writeString(
                history.path(),
                bench.temporal
                        .getWorkflowClient()
                        .fetchHistory(Stage.CLUSTER_ID)
                        .toJson(true));
    }
}
