package dev.evenkeel.cli;

import dev.evenkeel.client.EvenkeelException;
import dev.evenkeel.client.RunFailedException;
import dev.evenkeel.contract.DurationText;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command {@code evenkeel}: the way in, and the place where exceptions become sentences and exit codes. */
@Command(
        name = "evenkeel",
        description = "Evens out the MQTT connections of EMQX clusters, safely and durably.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        versionProvider = EvenkeelCommand.Version.class,
        footer = {
            "",
            "Next to the clusters, by Kubernetes and EMQX alone, with the worker's settings:",
            "  adopt       Prepare a cluster so that single pods can be taken out of its",
            "                Services by label. Prints the change; --apply makes it.",
            "  janitor     Clean up after runs that are gone, over whole namespaces.",
            "  restore     The same for one cluster, by hand.",
            "  local       Temporal, a worker and one run in this process, with your",
            "                kubeconfig.",
        },
        subcommands = {
            DoctorCommand.class,
            PlanCommand.class,
            StartCommand.class,
            StatusCommand.class,
            WatchCommand.class,
            AbortCommand.class,
            ApproveCommand.class,
            RejectCommand.class,
            PauseCommand.class,
            ResumeCommand.class,
            RetuneCommand.class,
            ResultCommand.class,
            CompletionCommand.class,
            CommandLine.HelpCommand.class
        })
public final class EvenkeelCommand {
    private final Shell shell;

    EvenkeelCommand(Shell shell) {
        this.shell = shell;
    }

    /** Runs one command and leaves with its exit code. */
    public static void main(String[] arguments) {
        // The SDK's log has no place beside a table or in JSON, whichever logger lies on the class path.
        System.setProperty("slf4j.internal.verbosity", "WARN");
        System.setProperty("slf4j.provider", "org.slf4j.helpers.NOP_FallbackServiceProvider");
        System.exit(run(Shell.ofProcess(), arguments));
    }

    static int run(Shell shell, String... arguments) {
        CommandLine command = new CommandLine(new EvenkeelCommand(shell))
                .setOut(new PrintWriter(shell.out(), true))
                .setErr(new PrintWriter(shell.err(), true))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpLongOptionsMaxWidth(32)
                .registerConverter(Duration.class, EvenkeelCommand::duration)
                .setParameterExceptionHandler((misused, given) -> misused(shell, misused))
                .setExecutionExceptionHandler((failure, of, parsed) -> failed(shell, failure));
        command.getSubcommands().values().forEach(EvenkeelCommand::explainExitCodes);
        if (arguments.length == 0) {
            command.usage(shell.err());
            return ExitCode.USAGE.number();
        }
        return command.execute(arguments);
    }

    Shell shell() {
        return shell;
    }

    private static Duration duration(String text) {
        return DurationText.parse(text)
                .filter(length -> !length.isNegative())
                .orElseThrow(() -> new TypeConversionException("got '" + text + "'; " + DurationText.FORMS));
    }

    private static void explainExitCodes(CommandLine command) {
        command.getCommandSpec()
                .usageMessage()
                .exitCodeListHeading("%nExit codes:%n")
                .exitCodeList(Arrays.stream(ExitCode.values())
                        .collect(Collectors.toMap(
                                code -> String.valueOf(code.number()),
                                ExitCode::meaning,
                                (one, other) -> one,
                                LinkedHashMap::new)));
    }

    private static int misused(Shell shell, ParameterException misused) {
        String command = misused.getCommandLine().getCommandSpec().qualifiedName();
        List<String> near =
                misused instanceof UnmatchedArgumentException unmatched ? unmatched.getSuggestions() : List.of();
        shell.err()
                .println(command + ": " + misused.getMessage()
                        + (near.isEmpty() ? "" : "; did you mean " + String.join(" or ", near) + "?") + " (see '"
                        + command
                        + " --help')");
        trace(shell, misused);
        return ExitCode.USAGE.number();
    }

    /** The only broad catch: whatever a command threw becomes a sentence here, and a defect of ours is called one. */
    private static int failed(Shell shell, Exception failure) {
        trace(shell, failure);
        if (failure instanceof RequestRejection rejection) {
            rejection.lines().forEach(shell.err()::println);
            return ExitCode.USAGE.number();
        }
        if (failure instanceof EvenkeelException known) {
            String kind = known instanceof RunFailedException run ? run.type() + ": " : "";
            Page.wrapped("evenkeel: " + kind + known.getMessage(), shell.columns())
                    .forEach(shell.err()::println);
            return ExitCode.of(known).number();
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
            String version = EvenkeelCommand.class.getPackage().getImplementationVersion();
            return new String[] {"evenkeel " + (version == null ? "built from sources" : version)};
        }
    }
}
