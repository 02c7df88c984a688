package dev.evenkeel.command;

import dev.evenkeel.contract.DurationText;
import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.kubernetes.KubernetesException;
import dev.evenkeel.worker.SettingsException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/**
 * The commands of {@code evenkeel} that speak to Kubernetes and EMQX themselves: the way in, and the place where
 * exceptions become sentences and exit codes.
 *
 * <p>Where Kubernetes and EMQX are, and what may be sent to them, is told as it is told the worker: by the environment
 * ({@code EVENKEEL_...}), an {@code application.yml}, or arguments {@code --evenkeel.x=y}, anywhere on the line.
 */
@Command(
        name = "evenkeel",
        description =
                "Looks after EMQX clusters by Kubernetes and EMQX alone: needs no Temporal and no worker of the house.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        versionProvider = ClusterCommand.Version.class,
        subcommands = {
            JanitorCommand.class,
            RestoreCommand.class,
            AdoptCommand.class,
            LocalCommand.class,
            CommandLine.HelpCommand.class
        })
public final class ClusterCommand {
    private final Shell shell;
    private final List<String> settings;

    ClusterCommand(Shell shell, List<String> settings) {
        this.shell = shell;
        this.settings = List.copyOf(settings);
    }

    /** Runs one command and leaves with its exit code. */
    public static void main(String[] arguments) {
        // Libraries' logs have no place beside an answer, whichever logger lies on the class path.
        System.setProperty("slf4j.internal.verbosity", "WARN");
        System.setProperty("slf4j.provider", "org.slf4j.helpers.NOP_FallbackServiceProvider");
        System.exit(run(Shell.ofProcess(), arguments));
    }

    static int run(Shell shell, String... arguments) {
        List<String> settings = new ArrayList<>();
        List<String> rest = new ArrayList<>();
        for (String argument : arguments) {
            (setting(argument) ? settings : rest).add(argument);
        }
        CommandLine command = new CommandLine(new ClusterCommand(shell, settings))
                .setOut(new PrintWriter(shell.out(), true))
                .setErr(new PrintWriter(shell.err(), true))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpLongOptionsMaxWidth(32)
                .registerConverter(Duration.class, ClusterCommand::duration)
                .setParameterExceptionHandler((misused, given) -> misused(shell, misused))
                .setExecutionExceptionHandler((failure, of, parsed) -> failed(shell, failure));
        command.getSubcommands().values().forEach(ClusterCommand::explain);
        if (rest.isEmpty()) {
            command.usage(shell.err());
            return ExitCode.USAGE.number();
        }
        return command.execute(rest.toArray(String[]::new));
    }

    private static boolean setting(String argument) {
        return argument.startsWith("--evenkeel.") || argument.startsWith("--spring.config.");
    }

    Shell shell() {
        return shell;
    }

    /** Settings as the worker takes them, of this command line. */
    List<String> settings() {
        return settings;
    }

    /** The clusters, as the settings say; whoever opens them closes them. */
    Clusters open() {
        return shell.clusters().apply(settings);
    }

    private static Duration duration(String text) {
        return DurationText.parse(text)
                .filter(length -> !length.isNegative())
                .orElseThrow(() -> new TypeConversionException("got '" + text + "'; " + DurationText.FORMS));
    }

    private static void explain(CommandLine command) {
        command.getCommandSpec()
                .usageMessage()
                .exitCodeListHeading("%nExit codes:%n")
                .exitCodeList(Arrays.stream(ExitCode.values())
                        .collect(Collectors.toMap(
                                code -> String.valueOf(code.number()),
                                ExitCode::meaning,
                                (one, other) -> one,
                                LinkedHashMap::new)))
                .footer("%nKubernetes and EMQX are found by the worker's settings: environment variables EVENKEEL_*,"
                        + " application.yml, or --evenkeel.x=y.");
    }

    private static int misused(Shell shell, ParameterException misused) {
        String command = misused.getCommandLine().getCommandSpec().qualifiedName();
        shell.err().println(command + ": " + misused.getMessage() + " (see '" + command + " --help')");
        trace(shell, misused);
        return ExitCode.USAGE.number();
    }

    /** The only broad catch: whatever a command threw becomes a sentence here, and a defect of ours is called one. */
    private static int failed(Shell shell, Exception failure) {
        trace(shell, failure);
        if (failure instanceof SettingsException wrong) {
            shell.err()
                    .println("evenkeel: the settings have " + wrong.problems().size() + " problem(s):");
            wrong.problems().forEach(problem -> shell.err().println("  - " + problem));
            return ExitCode.USAGE.number();
        }
        if (failure instanceof KubernetesException known) {
            shell.err().println("evenkeel: " + known.kind().wireName() + ": " + known.getMessage());
            return known.kind() == FailureKind.CLUSTER_AMBIGUOUS ? ExitCode.USAGE.number() : ExitCode.FAILED.number();
        }
        shell.err().println("evenkeel: a defect of evenkeel itself: " + failure + " (EVENKEEL_DEBUG=1 shows where)");
        return ExitCode.FAILED.number();
    }

    private static void trace(Shell shell, Exception failure) {
        if (shell.debugging()) {
            failure.printStackTrace(shell.err());
        }
    }

    /** The version that the jar carries. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = ClusterCommand.class.getPackage().getImplementationVersion();
            return new String[] {"evenkeel " + (version == null ? "built from sources" : version)};
        }
    }
}
