package dev.evenkeel.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.command.Typed.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is refused before anything is opened; the run itself is tried on the real API server. */
class LocalCommandTest {
    @TempDir
    private Path folder;

    @Test
    void tellsEveryProblemOfARequestUnderItsFlag() {
        Answer answer = run("local", "emqx", "--conn-evict-rate=0", "--lever=crowbar", "--approval-timeout=soon");

        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.err())
                .contains(
                        "--conn-evict-rate: got \"0\"", "--lever: got \"crowbar\"", "--approval-timeout: got \"soon\"");
    }

    @Test
    void takesARequestFromAFileButNothingTwice() throws IOException {
        Path file = Files.writeString(folder.resolve("request.yaml"), """
                kind: Rebalance
                apiVersion: apps.emqx.io/v2beta1
                metadata: {name: r, namespace: mqtt}
                spec: {instanceName: emqx, rebalanceStrategy: {connEvictRate: 10}}
                """);

        Answer answer = run("local", "other", "-f", file.toString(), "--conn-evict-rate=20", "--sess-evict-rate=x");

        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.err())
                .contains(
                        "NAME: got a flag, and instanceName in the file; give it once",
                        "--conn-evict-rate: got a flag, and rebalanceStrategy.connEvictRate in the file; give it once",
                        "--sess-evict-rate: got \"x\"");
    }

    @Test
    void quotesNothingOfAFileThatIsNoRequest() throws IOException {
        Path file = Files.writeString(folder.resolve("secret"), "{pl4nted");

        Answer answer = run("local", "-f", file.toString());

        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.err()).contains("is neither YAML nor JSON").doesNotContain("pl4nted");
    }

    private Answer run(String... arguments) {
        return new Typed(settings -> {
                    throw new AssertionError("nothing was to be opened");
                })
                .run(arguments);
    }
}
