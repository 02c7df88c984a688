package dev.evenkeel.e2e.real;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A program beside the test. It ends with the test, and with the test's JVM at the latest. Of this process's environment
 * it sees nothing that could configure it.
 */
public final class Program implements AutoCloseable {
    private static final Set<String> INHERITED = Set.of("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TMPDIR");
    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly)));
    }

    private final Process process;
    private final Instant startedAt = Instant.now();
    private final Path out;
    private final Path err;

    private Program(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** How a program ended, and what it said. */
    public record Ended(int exitCode, String out, String err) {
        /** What it said, where it ended well. */
        public String wanted() {
            if (exitCode != 0) {
                throw new AssertionError("exit code " + exitCode + "\n" + out + "\n" + err);
            }
            return out;
        }
    }

    /** Starts it; both its outputs go to {@code log}. */
    public static Program start(Path log, Map<String, String> environment, List<String> command) {
        return start(log, log, environment, command);
    }

    private static Program start(Path out, Path err, Map<String, String> environment, List<String> command) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command);
            builder.environment().keySet().retainAll(INHERITED);
            builder.environment().put("HOME", out.getParent().toString());
            builder.environment().putAll(environment);
            builder.directory(out.getParent().toFile()).redirectInput(new File("/dev/null"));
            builder.redirectOutput(ProcessBuilder.Redirect.appendTo(out.toFile()));
            builder.redirectError(ProcessBuilder.Redirect.appendTo(err.toFile()));
            Process process = builder.start();
            RUNNING.add(process);
            return new Program(process, out, err);
        } catch (IOException unable) {
            throw new UncheckedIOException(unable);
        }
    }

    /** Starts it; its outputs go to files of their own in this folder. */
    public static Program start(Path folder, Map<String, String> environment, List<String> command, String name) {
        try {
            Path out = Files.createTempFile(folder, name + "-", ".out");
            return start(out, Path.of(out.toString().replace(".out", ".err")), environment, command);
        } catch (IOException unable) {
            throw new UncheckedIOException(unable);
        }
    }

    /** Runs it to its end. */
    public static Ended run(Path folder, Map<String, String> environment, Duration limit, List<String> command) {
        try (Program program = start(folder, environment, command, "command")) {
            return program.ended(limit);
        }
    }

    /** The command that starts a class of this class path; the flags are for programs that live for seconds. */
    public static List<String> java(String main, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                // The test class path has more than one.
                "-Dslf4j.provider=ch.qos.logback.classic.spi.LogbackServiceProvider",
                "-cp",
                System.getProperty("java.class.path"),
                main));
        command.addAll(List.of(arguments));
        return command;
    }

    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            return socket.getLocalPort();
        } catch (IOException none) {
            throw new UncheckedIOException(none);
        }
    }

    public Instant startedAt() {
        return startedAt;
    }

    public boolean alive() {
        return process.isAlive();
    }

    /** All that it has said so far. */
    public String output() {
        try {
            return Files.readString(out) + (err.equals(out) ? "" : Files.readString(err));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    public long pid() {
        return process.pid();
    }

    /** SIGSTOP: it stands still, its connections stay open. */
    public void freeze() {
        signal("STOP");
    }

    /** SIGCONT. */
    public void thaw() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            // The shell's own kill: a bare Debian has no other.
            int exitCode = new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid())
                    .inheritIO()
                    .start()
                    .waitFor();
            if (exitCode != 0) {
                throw new IllegalStateException("could not send SIG" + name + " to " + process.pid());
            }
        } catch (IOException unable) {
            throw new UncheckedIOException(unable);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** SIGTERM. */
    public void terminate() {
        signal("TERM");
    }

    /** Waits for its end. */
    public Ended ended(Duration limit) {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("no end within " + limit + "\n" + output());
            }
            return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a program", interrupted);
        }
    }

    /** SIGKILL, and waits until it is gone. */
    public void kill() {
        process.destroyForcibly().onExit().join();
        RUNNING.remove(process);
    }

    @Override
    public void close() {
        kill();
    }
}
