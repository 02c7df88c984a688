package dev.evenkeel.e2e.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.e2e.real.Program;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Temporal that the chart starts for those who have none: its arguments and its probe, on the real program. */
@Tag("kubernetes")
final class TrialTest {
    @TempDir
    Path folder;

    @Test
    void temporalTakesItsArgumentsAndAnswersItsProbe() {
        Container temporal = Chart.rendered("trial")
                .one(Deployment.class, Chart.NAMESPACE, "evenkeel-temporal")
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .get(0);
        int port = Program.freePort();
        List<String> command = new ArrayList<>(List.of(System.getenv("TEMPORAL_CLI")));
        for (String argument : temporal.getArgs()) {
            command.add(argument.replace("0.0.0.0", "127.0.0.1")
                    .replace("=7233", "=" + port)
                    .replace("=8233", "=" + Program.freePort())
                    .replace("/data/", folder + "/"));
        }
        WorkflowServiceStubs stubs = WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                .setTarget("127.0.0.1:" + port)
                .build());

        try (Program program = Program.start(folder.resolve("temporal.log"), Map.of(), command)) {
            Awaitility.await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> {
                assertThat(program.alive()).as(program.output()).isTrue();
                return HealthGrpc.newBlockingStub(stubs.getRawChannel())
                                .check(HealthCheckRequest.newBuilder()
                                        .setService(temporal.getReadinessProbe()
                                                .getGrpc()
                                                .getService())
                                        .build())
                                .getStatus()
                        == HealthCheckResponse.ServingStatus.SERVING;
            });
            assertThat(Files.exists(folder.resolve("temporal.db"))).isTrue();
        } finally {
            stubs.shutdownNow();
        }
    }
}
