package dev.evenkeel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.e2e.real.Program;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two modules that may not know each other have the flags of a request. */
@Timeout(120)
final class LocalFlagsTest {
    private static final Pattern FLAG = Pattern.compile("(?m)^ +(?:-\\w, )?(--[a-z-]+)");

    /** Where Temporal is, and how an answer is written: {@code local} has its own, and follows its run always. */
    private static final Set<String> OF_START_ALONE = Set.of(
            "--address",
            "--temporal-namespace",
            "--profile",
            "--tls",
            "--tls-ca-path",
            "--tls-cert-path",
            "--tls-key-path",
            "--tls-server-name",
            "--output",
            "--wait",
            "--timeout");

    @TempDir
    private Path folder;

    @Test
    void localTakesTheFlagsOfStart() {
        Set<String> start = new TreeSet<>(flags("dev.evenkeel.cli.EvenkeelCommand", "start"));
        start.removeAll(OF_START_ALONE);

        assertThat(start).contains("--conn-evict-rate", "--approval-required", "--node", "--filename");
        assertThat(flags("dev.evenkeel.command.ClusterCommand", "local")).containsAll(start);
    }

    private Set<String> flags(String main, String command) {
        String help = Program.run(folder, Map.of(), Duration.ofSeconds(60), Program.java(main, command, "--help"))
                .wanted();
        return FLAG.matcher(help).results().map(match -> match.group(1)).collect(Collectors.toSet());
    }
}
