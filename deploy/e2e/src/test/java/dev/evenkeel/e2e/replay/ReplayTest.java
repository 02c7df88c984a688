package dev.evenkeel.e2e.replay;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.workflow.RebalanceClusterWorkflow;
import io.temporal.testing.WorkflowReplayer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs of shipped versions go on under today's workflow. */
final class ReplayTest {
    @ParameterizedTest
    @EnumSource(KeptHistory.class)
    void keptHistoriesReplay(KeptHistory kept) {
        assertThatCode(() -> WorkflowReplayer.replayWorkflowExecution(kept.history(), RebalanceClusterWorkflow.class))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @EnumSource(KeptHistory.class)
    void aChangedWorkflowIsCaught(KeptHistory kept) {
        assertThatThrownBy(() -> WorkflowReplayer.replayWorkflowExecution(kept.history(), ChangedWorkflow.class))
                .hasStackTraceContaining("NonDeterministic");
    }
}
