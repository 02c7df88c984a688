package dev.evenkeel.e2e.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.evenkeel.cli.EvenkeelCommand;
import dev.evenkeel.command.ClusterCommand;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** What the READMEs quote can be typed: each command exists, and takes the flags that are shown with it. */
final class QuotedCommandsTest {
    private static final Map<String, Class<?>> COMMANDS = commands();

    static List<Path> guides() {
        return List.of(
                Checkout.ROOT.resolve("README.md"),
                Checkout.DEPLOY.resolve("README.md"),
                Chart.FOLDER.resolve("templates").resolve("NOTES.txt"));
    }

    @ParameterizedTest
    @MethodSource("guides")
    void canBeTyped(Path file) {
        List<List<String>> quoted = Guide.of(file).commands();

        assertThat(quoted).isNotEmpty();
        for (List<String> words : quoted) {
            String command = words.get(0);
            if (COMMANDS.containsKey(command)) {
                assertThatCode(() -> parse(words))
                        .as("evenkeel " + String.join(" ", words))
                        .doesNotThrowAnyException();
            } else {
                assertThat(launchers()).contains(command);
            }
        }
    }

    /** Where a command is only named it is given a cluster. */
    private static void parse(List<String> words) {
        List<String> arguments = words.size() == 1 && !"janitor".equals(words.get(0))
                ? List.of("emqx-ee")
                : words.subList(1, words.size());
        new CommandLine(COMMANDS.get(words.get(0)))
                .registerConverter(java.time.Duration.class, text -> java.time.Duration.ZERO)
                .parseArgs(arguments.toArray(String[]::new));
    }

    private static Map<String, Class<?>> commands() {
        Map<String, Class<?>> commands = new HashMap<>();
        for (Class<?> entry : List.of(EvenkeelCommand.class, ClusterCommand.class)) {
            for (Class<?> command : entry.getAnnotation(Command.class).subcommands()) {
                commands.put(command.getAnnotation(Command.class).name(), command);
            }
        }
        return commands;
    }

    /** Those that the launcher does by itself. */
    private static Set<String> launchers() {
        return Checkout.text(Checkout.ROOT.resolve("evenkeel"))
                .lines()
                .dropWhile(line -> !line.startsWith("main()"))
                .takeWhile(line -> !line.equals("}"))
                .filter(line -> line.matches(" {8}[a-z |]+\\) .*"))
                .flatMap(line -> Stream.of(line.substring(0, line.indexOf(')')).split("\\|")))
                .map(String::strip)
                .collect(Collectors.toSet());
    }
}
