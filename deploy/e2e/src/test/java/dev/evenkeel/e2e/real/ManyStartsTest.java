package dev.evenkeel.e2e.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.contract.RebalanceResult;
import dev.evenkeel.contract.RunPhase;
import dev.evenkeel.contract.Verbs;
import dev.evenkeel.contract.WorkflowNames;
import dev.evenkeel.e2e.Stage;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.ApplicationFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/** Many who want the same cluster balanced at the same moment. */
@Tag("real")
@Isolated
@Timeout(240)
final class ManyStartsTest {
    private static final int OTHER_IDS = 100;
    private static final int OWN_ID = 20;

    @Test
    void oneRunsAndTheOthersAreToldWhich() throws Exception {
        try (RealBench bench = RealBench.open("many-starts", RunSpec.SPEED, Stage::withSessions)) {
            bench.worker().ready();

            List<String> begun = startAll(bench);
            bench.awaitPhase(RunPhase.AWAITING_APPROVAL);
            String running =
                    bench.run(Stage.CLUSTER_ID).describe().getExecution().getRunId();
            List<String> refused = begun.stream()
                    .filter(id -> !id.equals(Stage.CLUSTER_ID) && !isWinner(bench, id))
                    .toList();

            assertThat(refused).hasSizeBetween(OTHER_IDS - 1, OTHER_IDS);
            assertThat(refused).allSatisfy(id -> assertRefused(bench, id, running));
            bench.run(Stage.CLUSTER_ID).update("approve", Verbs.Acknowledgement.class, new Verbs.Approve(null, null));
            bench.assertBalanced(bench.result(Stage.CLUSTER_ID));
            begun.stream().filter(id -> !refused.contains(id)).forEach(id -> bench.assertBalanced(bench.result(id)));
            RealBench.say(
                    "%d starts at once: 1 ran, %d refused by the run, %d by Temporal",
                    OTHER_IDS + OWN_ID, refused.size(), OTHER_IDS + OWN_ID - begun.size());
        }
    }

    /** The ids under which Temporal began something. */
    private static List<String> startAll(RealBench bench) throws InterruptedException {
        ExecutorService people = Executors.newFixedThreadPool(OTHER_IDS + OWN_ID);
        try {
            List<Callable<Optional<String>>> starts = Stream.concat(
                            IntStream.range(0, OTHER_IDS).mapToObj(number -> "typed-" + number),
                            Stream.generate(() -> Stage.CLUSTER_ID).limit(OWN_ID))
                    .<Callable<Optional<String>>>map(id -> () -> start(bench, id))
                    .toList();
            List<String> begun = new ArrayList<>();
            for (Future<Optional<String>> start : people.invokeAll(starts)) {
                start.get().ifPresent(begun::add);
            }
            return begun;
        } catch (ExecutionException failed) {
            throw new AssertionError(failed);
        } finally {
            people.shutdownNow();
        }
    }

    private static Optional<String> start(RealBench bench, String id) {
        WorkflowStub stub = bench.client()
                .newUntypedWorkflowStub(
                        WorkflowNames.REBALANCE_CLUSTER,
                        WorkflowOptions.newBuilder()
                                .setWorkflowId(id)
                                .setTaskQueue(WorkflowNames.TASK_QUEUE)
                                .build());
        try {
            stub.start(RunSpec.tree(RunSpec.APPROVED));
            return Optional.of(id);
        } catch (WorkflowExecutionAlreadyStarted taken) {
            return Optional.empty();
        }
    }

    private static boolean isWinner(RealBench bench, String id) {
        return bench.history(Stage.CLUSTER_ID)
                .get(0)
                .getWorkflowExecutionStartedEventAttributes()
                .getParentWorkflowExecution()
                .getWorkflowId()
                .equals(id);
    }

    private static void assertRefused(RealBench bench, String id, String running) {
        try {
            RebalanceResult result = bench.result(id);
            throw new AssertionError(id + " ended as " + result.outcome());
        } catch (WorkflowFailedException failed) {
            ApplicationFailure refusal = (ApplicationFailure) failed.getCause();
            assertThat(refusal.getType()).isEqualTo(FailureKind.ALREADY_RUNNING.wireName());
            assertThat(refusal.getOriginalMessage()).contains(Stage.CLUSTER_ID, running);
        }
    }
}
