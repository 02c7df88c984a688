package dev.evenkeel.command;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A command as it is typed, and what it answers. Its waits take no time. */
final class Typed {
    private final Function<List<String>, Clusters> clusters;
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    Typed(Function<List<String>, Clusters> clusters) {
        this.clusters = clusters;
    }

    Answer run(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Instant begun = now;
        Shell shell = new Shell(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Map.of(),
                clusters,
                () -> now,
                length -> now = now.plus(length));
        int code = ClusterCommand.run(shell, arguments);
        return new Answer(
                code,
                out.toString(StandardCharsets.UTF_8),
                err.toString(StandardCharsets.UTF_8),
                Duration.between(begun, now));
    }

    record Answer(int code, String out, String err, Duration took) {}
}
