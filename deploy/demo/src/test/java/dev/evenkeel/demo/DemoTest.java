package dev.evenkeel.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** The demo as a person starts it, on the embedded Temporal and at a multiple of its usual speed. */
final class DemoTest {
    private static final String ESCAPE = "\u001b";

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
    private final StringWriter complaints = new StringWriter();

    @Test
    void endsAsTheArticleDoes() throws IOException {
        int exit = play(Example.article());

        assertThat(exit).as(screen()).isZero();
        assertThat(screen())
                .contains("Balanced", "As in the article: donors 2553 / 2553 / 2554, recipient 2340.")
                .contains("EMQX accepted 1 start, and 1 was sent.")
                .doesNotContain(ESCAPE);
        assertThat(screen().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(Console.COLUMNS));
        assertThat(Files.readString(folder.resolve("connections.svg")))
                .contains("emqx-ee@emqx-ee-0.", "emqx-ee@emqx-ee-1.", "emqx-ee@emqx-ee-2.", "emqx-ee@emqx-ee-3.");
        assertThat(folder.resolve("connections.png")).isNotEmptyFile();
    }

    @Test
    void endsAsTheArticleDoesOnTheArticlesRelease() {
        int exit = play(Example.article(), "--version", "4.4.19");

        assertThat(exit).as(screen()).isZero();
        assertThat(screen())
                .contains("EMQX 4.4.19", "Balanced")
                .contains("As in the article: donors 2553 / 2553 / 2554, recipient 2340.");
    }

    @Test
    void goesOnWhenTheWorkerIsKilledHalfway() {
        int exit = play(Example.article(), "--kill-worker");

        assertThat(exit).as(screen()).isZero();
        assertThat(screen())
                .contains("WORKER KILLED", "worker started again", "the run goes on")
                .contains("not a process kill", "EMQX accepted 1 start");
    }

    @Test
    @Tag("real")
    @EnabledIfEnvironmentVariable(named = "TEMPORAL_CLI", matches = ".+")
    void goesOnWhenTheWorkersProcessIsKilledHalfway() {
        int exit = play(
                new Demo(System.getenv(), Example.article(), Optional.of(console())),
                List.of("--kill-worker", "--speed", "8", "--out", folder.toString()));

        assertThat(exit).as(screen() + complaints).isZero();
        assertThat(screen())
                .contains("SIGKILL to the worker's process", "EMQX accepted 1 start, before the kill")
                .contains("http://127.0.0.1:");
    }

    @Test
    void saysWhatDiffersFromTheArticle() {
        int exit = play(Example.article().withRecipientAfter(2500));

        assertThat(exit).isEqualTo(1);
        assertThat(screen()).contains("NOT as expected", "the recipient has [2340] connections, expected 2500");
    }

    @Test
    void endsWithoutARunWhereThePlanIsRefused() {
        Example article = Example.article();
        String leverless = article.spec().replace("{\"instanceName\"", "{\"lever\": \"none\", \"instanceName\"");

        int exit = play(article.withSpec(leverless));

        assertThat(exit).isEqualTo(1);
        assertThat(screen()).contains("NOT as expected", "there is no plan").doesNotContain("The run");
    }

    @Test
    void refusesOptionsThatMakeNoSense() {
        assertThat(play(Example.article(), "--speed", "0")).isEqualTo(2);
        assertThat(play(Example.article(), "--speed", "fast")).isEqualTo(2);
        assertThat(play(Example.article(), "--ui-port", "99999")).isEqualTo(2);
        assertThat(play(Example.article(), "--kill-wrker")).isEqualTo(2);
        assertThat(play(Example.article(), "--out", "/dev/null/nowhere")).isEqualTo(2);
        assertThat(complaints.toString().lines())
                .hasSize(5)
                .allSatisfy(line -> assertThat(line).startsWith("evenkeel demo: "));
        assertThat(screen()).isEmpty();
    }

    private int play(Example example, String... options) {
        List<String> all = new ArrayList<>(List.of("--embedded", "--speed", "20", "--out", folder.toString()));
        all.addAll(List.of(options));
        return play(new Demo(Map.of(), example, Optional.of(console())), all);
    }

    private int play(Demo demo, List<String> options) {
        return Demo.run(demo, new PrintWriter(complaints, true), options.toArray(String[]::new));
    }

    private Console console() {
        return new Console(new PrintStream(screen, true, StandardCharsets.UTF_8), false, false, true);
    }

    private String screen() {
        return screen.toString(StandardCharsets.UTF_8);
    }
}
