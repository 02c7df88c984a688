package dev.evenkeel.worker;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A program that never outlives this JVM, however that ends: a shell between them waits for the end of its input, which
 * the JVM holds, and then kills it. A shutdown hook would not see a SIGKILL. A Ctrl-C in the terminal reaches neither, so
 * that whoever started it ends it in their own order.
 */
public final class LeashedProcess {
    private static final String LEASH = """
            trap '' INT HUP
            exec 3<&0
            "$@" </dev/null >>"$LEASH_LOG" 2>&1 3<&- &
            program=$!
            echo $program
            exec >/dev/null
            { cat <&3; kill -9 $program; } &
            wait $program
            kill $!
            """;

    private final Process leash;
    private final ProcessHandle program;

    private LeashedProcess(Process leash, ProcessHandle program) {
        this.leash = leash;
        this.program = program;
    }

    /**
     * @param environment variables beside this JVM's own
     * @param log what its output is appended to
     */
    public static LeashedProcess start(List<String> command, Map<String, String> environment, Path log)
            throws IOException {
        List<String> leashed = new ArrayList<>(List.of("sh", "-c", LEASH, "leash"));
        leashed.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(leashed).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(environment);
        builder.environment().put("LEASH_LOG", log.toAbsolutePath().toString());
        Process leash = builder.start();
        BufferedReader answer =
                new BufferedReader(new InputStreamReader(leash.getInputStream(), StandardCharsets.US_ASCII));
        String pid = answer.readLine();
        ProcessHandle program = ProcessHandle.of(Long.parseLong(pid))
                .orElseThrow(() -> new IOException(command.get(0) + " ended at once, see " + log));
        return new LeashedProcess(leash, program);
    }

    /** Its process id. */
    public long pid() {
        return program.pid();
    }

    /** Whether it runs. */
    public boolean alive() {
        return leash.isAlive();
    }

    /** SIGKILL, and waits until the process is gone. */
    public void kill() {
        program.destroyForcibly();
        try {
            leash.waitFor();
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}
