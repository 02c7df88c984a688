package dev.evenkeel.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.contract.WorkflowNames;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.springframework.context.ConfigurableApplicationContext;

/** The whole process before a real Temporal, which is started after it. */
@Tag("real")
@EnabledIfEnvironmentVariable(named = "TEMPORAL_CLI", matches = ".+")
final class RealTemporalTest {
    @Test
    void takesWorkFromAServerThatCameLater() throws Exception {
        int port = freePort();
        try (ConfigurableApplicationContext worker = WorkerApplication.application(SettingsOf.NOWHERE)
                .run(
                        "--server.port=0",
                        "--server.address=127.0.0.1",
                        "--spring.temporal.connection.target=127.0.0.1:" + port)) {
            Process temporal = temporal(port);
            try {
                WorkerLifecycle lifecycle = worker.getBean(WorkerLifecycle.class);
                await().atMost(Duration.ofSeconds(60)).until(() -> lifecycle.state() == WorkerLifecycle.State.POLLING);

                WorkflowFailedException refused = catchThrowableOfType(
                        WorkflowFailedException.class, () -> plan(worker.getBean(WorkflowClient.class)));

                assertThat(refused.getCause())
                        .satisfies(cause -> assertThat(FailureKind.INVALID_REQUEST.is(cause))
                                .as(cause.toString())
                                .isTrue());
            } finally {
                temporal.destroy();
                temporal.waitFor();
            }
        }
    }

    private static void plan(WorkflowClient client) {
        WorkflowStub plan = client.newUntypedWorkflowStub(
                WorkflowNames.PLAN_REBALANCE,
                WorkflowOptions.newBuilder()
                        .setTaskQueue(WorkflowNames.TASK_QUEUE)
                        .build());
        plan.start(Map.of("instanseName", "emqx-ee"));
        plan.getResult(Map.class);
    }

    private static Process temporal(int port) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getenv("TEMPORAL_CLI")).toString(),
                        "server",
                        "start-dev",
                        "--headless",
                        "--ip",
                        "127.0.0.1",
                        "--port",
                        Integer.toString(port),
                        "--log-level",
                        "error")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
