package dev.evenkeel.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.evenkeel.contract.ContractJson;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be done while nobody polls. */
final class NoWorkerTest {
    private final FakeTemporal temporal = FakeTemporal.withoutWorker();
    private final EvenkeelClient client = temporal.client();

    @AfterEach
    void close() {
        temporal.close();
    }

    @Test
    void viewShowsWhatTemporalKnowsAndSaysThatNobodyAnswered() {
        RunHandle run = client.start(EvenkeelClientTest.request("waits"));

        RunView view = client.view(run.cluster());

        assertThat(view.status()).isEqualTo(RunView.Status.RUNNING);
        assertThat(view.progress()).isEmpty();
        assertThat(view.unanswered().orElseThrow()).startsWith("no worker answered");
    }

    @Test
    void abortFallsBackToACancelRequestWhichWaitsForAWorker() {
        RunHandle run = client.start(EvenkeelClientTest.request("waits"));

        AbortReport report = client.abort(run.cluster(), Optional.of("ann"), Optional.empty());

        assertThat(report.how()).isEqualTo(AbortReport.How.CANCEL_REQUESTED);
        assertThat(report.message()).contains("within 3 s", "cancel request", "task queue emqx-rebalance");
        temporal.startWorker();
        RunFailedException ended =
                catchThrowableOfType(RunFailedException.class, () -> client.result(run, Duration.ofSeconds(20)));
        assertThat(ended.ending()).isEqualTo(RunFailedException.Ending.CANCELED);
    }

    @Test
    void anApprovalDoesNotWaitForEver() {
        RunHandle run = client.start(EvenkeelClientTest.request("approves"));

        assertThatThrownBy(() -> client.approve(run.cluster(), Optional.empty(), Optional.empty()))
                .isInstanceOf(NoAnswerException.class)
                .hasMessage(
                        "no worker accepted the update approve on task queue emqx-rebalance, Temporal namespace default"
                                + " within 3 s");
    }

    @Test
    void aPlanDoesNotWaitForEver() {
        assertThatThrownBy(() -> client.plan(EvenkeelClientTest.request("waits"), Duration.ofSeconds(2)))
                .isInstanceOf(NoAnswerException.class)
                .hasMessageContaining("no worker answered on task queue emqx-rebalance");
    }

    @Test
    void anExaminationIsRefusedAtOnceWhereTemporalKnowsThatNobodyPolls() {
        WorkflowServiceStubs stubs = WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                .setTarget("127.0.0.1:1")
                .setGrpcClientInterceptors(List.of(new KnowsNothing()))
                .build());
        try {
            EvenkeelClient forsaken = EvenkeelClient.over(
                    WorkflowClient.newInstance(
                            stubs,
                            WorkflowClientOptions.newBuilder()
                                    .setDataConverter(ContractJson.dataConverter())
                                    .build()),
                    "default");

            assertThatThrownBy(() -> forsaken.examine(Samples.cluster("emqx-ee"), Duration.ofHours(1)))
                    .isInstanceOf(NoAnswerException.class)
                    .hasMessageStartingWith("no worker polls task queue emqx-rebalance, Temporal namespace default");
        } finally {
            stubs.shutdownNow();
        }
    }

    @Test
    void anExaminationDoesNotWaitForEver() {
        assertThatThrownBy(() -> client.examine(Samples.cluster("emqx-ee"), Duration.ofSeconds(2)))
                .isInstanceOf(NoAnswerException.class)
                .hasMessageContaining("no worker answered on task queue emqx-rebalance");
    }

    @Test
    void aTemporalThatIsNotThereIsNamedWithItsAddress() {
        ConnectionOptions nowhere = ConnectionOptions.of(Map.of("TEMPORAL_ADDRESS", "127.0.0.1:1"));

        assertThatThrownBy(() -> EvenkeelClient.connect(nowhere))
                .isInstanceOf(TemporalException.class)
                .hasMessageContaining("Temporal at 127.0.0.1:1 cannot be reached")
                .hasMessageContaining("TEMPORAL_ADDRESS");
    }

    @Test
    void aProfileThatCannotBeReadIsSaidSo(@TempDir Path directory) throws IOException {
        Path junk = Files.writeString(directory.resolve("temporal.toml"), "[profile.default\naddress = ");

        assertThatThrownBy(() -> EvenkeelClient.connect(
                        ConnectionOptions.of(Map.of()).with("TEMPORAL_CONFIG_FILE", junk.toString())))
                .isInstanceOf(TemporalException.class)
                .hasMessageContaining("connection settings cannot be read")
                .hasMessageContaining("TEMPORAL_CONFIG_FILE");
    }

    /** Stands for a Temporal that answers every question with nothing: no poller, among others. */
    private static final class KnowsNothing implements ClientInterceptor {
        @Override
        public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
            return new ClientCall<>() {
                private Listener<A> asking;

                @Override
                public void start(Listener<A> listener, Metadata headers) {
                    asking = listener;
                }

                @Override
                public void halfClose() {
                    asking.onMessage(method.parseResponse(InputStream.nullInputStream()));
                    asking.onClose(Status.OK, new Metadata());
                }

                @Override
                public void sendMessage(Q question) {}

                @Override
                public void request(int messages) {}

                @Override
                public void cancel(String message, Throwable cause) {}
            };
        }
    }
}
