package dev.evenkeel.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
                .hasMessage("no worker accepted the approval on task queue emqx-rebalance, Temporal namespace default"
                        + " within 3 s");
    }

    @Test
    void aPlanDoesNotWaitForEver() {
        assertThatThrownBy(() -> client.plan(EvenkeelClientTest.request("waits"), Duration.ofSeconds(2)))
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
}
