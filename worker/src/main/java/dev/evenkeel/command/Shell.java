package dev.evenkeel.command;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What surrounds a command.
 *
 * @param out where answers go
 * @param err where complaints go
 * @param environment the variables
 * @param clusters opens the clusters by the worker's settings and these; each command closes its own
 * @param clock the time
 * @param pause waits
 */
record Shell(
        PrintStream out,
        PrintStream err,
        Map<String, String> environment,
        Function<List<String>, Clusters> clusters,
        InstantSource clock,
        Consumer<Duration> pause) {
    static Shell ofProcess() {
        return new Shell(
                new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8),
                new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
                System.getenv(),
                Clusters::ofProcess,
                InstantSource.system(),
                Shell::sleep);
    }

    boolean debugging() {
        return environment.getOrDefault("EVENKEEL_DEBUG", "").equals("1");
    }

    /** Whether it is past this time. */
    boolean past(Instant end) {
        return !clock.instant().isBefore(end);
    }

    private static void sleep(Duration length) {
        try {
            Thread.sleep(length.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while it waited", interrupted);
        }
    }
}
