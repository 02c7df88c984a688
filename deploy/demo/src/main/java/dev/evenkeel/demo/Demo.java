package dev.evenkeel.demo;

import dev.evenkeel.client.EvenkeelException;
import dev.evenkeel.worker.Ports;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code evenkeel demo}. */
@Command(
        name = "evenkeel demo",
        description = {
            "Shows one rebalance from plan to proof: four EMQX nodes with 3334, 3333, 3333 and 0 connections become"
                    + " level, before your eyes and without any cluster of yours.",
            ""
        },
        sortOptions = false,
        usageHelpAutoWidth = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:as expected", "1:not as expected, or failed", "2:the options are wrong"})
public final class Demo implements Callable<Integer> {
    private static final int UI_PORT_DEFAULT = 8233;
    private static final Pattern RELEASE = Pattern.compile("[456]\\.\\d{1,3}\\.\\d{1,3}");

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--speed",
            paramLabel = "N",
            defaultValue = "4",
            description =
                    "how many of EMQX's seconds pass in one of yours, 1 to 100 (${DEFAULT-VALUE}; 1 is real time)")
    private double speed;

    @Option(
            names = "--version",
            paramLabel = "X.Y.Z",
            defaultValue = "5.10.3",
            description =
                    "release of the simulated EMQX, Enterprise 4.4 to 6.2 (${DEFAULT-VALUE}; the article's is 4.4.19)")
    private String version;

    @Option(names = "--kill-worker", description = "kill the worker halfway through, and start another")
    private boolean killWorker;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "of the clients' chance (${DEFAULT-VALUE})")
    private long seed;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "evenkeel-demo",
            description = "where the pictures and the log go (${DEFAULT-VALUE})")
    private Path out;

    @Option(
            names = "--embedded",
            description = "run on Temporal's embedded test server, even where the command temporal is found")
    private boolean embedded;

    @Option(names = "--ui-port", paramLabel = "PORT", description = "port of Temporal's web UI (8233 if it is free)")
    private Optional<Integer> uiPort = Optional.empty();

    @Option(names = "--keep", description = "at the end, keep the Temporal server and its UI until Enter is pressed")
    private boolean keep;

    @Option(names = "--plain", description = "lines only: no colours, nothing is drawn over")
    private boolean plain;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "this text")
    private boolean help;

    private final Map<String, String> environment;
    private final Example example;
    private final Optional<Console> given;

    Demo(Map<String, String> environment, Example example, Optional<Console> console) {
        this.environment = environment;
        this.example = example;
        this.given = console;
    }

    /** Plays it and leaves with its exit code. */
    public static void main(String[] arguments) {
        System.setProperty("java.awt.headless", "true");
        System.exit(run(
                new Demo(System.getenv(), Example.article(), Optional.empty()),
                new PrintWriter(System.err, true),
                arguments));
    }

    static int run(Demo demo, PrintWriter complaints, String... arguments) {
        return new CommandLine(demo)
                .setErr(complaints)
                .setParameterExceptionHandler((misused, given) -> {
                    complaints.println("evenkeel demo: " + misused.getMessage() + " (see 'evenkeel demo --help')");
                    return CommandLine.ExitCode.USAGE;
                })
                .setExecutionExceptionHandler((failure, of, parsed) -> demo.failed(complaints, failure))
                .setExitCodeExceptionMapper(failure -> 1)
                .execute(arguments);
    }

    @Override
    public Integer call() throws IOException {
        check(
                RELEASE.matcher(version).matches(),
                "--version is '" + version + "', a release such as 4.4.19, 5.10.3 or 6.1.0 is expected");
        check(speed >= 1 && speed <= 100, "--speed is " + speed + ", a number from 1 to 100 is expected");
        check(
                uiPort.filter(port -> port < 1 || port > 65_535 || !Ports.isFree(port))
                        .isEmpty(),
                "--ui-port " + uiPort.orElse(0) + " is no free port");
        folder();
        System.setProperty("evenkeel.demo.log", log().toString());
        System.setProperty("logback.configurationFile", "dev/evenkeel/demo/logback.xml");
        Console console = given.orElseGet(() -> Console.ofProcess(environment, plain));
        Stage.Settings settings =
                new Stage.Settings(version, speed, seed, killWorker, temporalProgram(), freeUiPort(), log());
        return new Show(console, settings, example, out, keep).play() ? 0 : 1;
    }

    private void folder() {
        try {
            Files.createDirectories(out);
            Files.deleteIfExists(log());
        } catch (IOException unwritable) {
            throw new ParameterException(spec.commandLine(), "--out " + out + " cannot be written to: " + unwritable);
        }
    }

    private Path log() {
        return out.resolve("demo.log");
    }

    private Optional<Path> temporalProgram() {
        String named = environment.getOrDefault("TEMPORAL_CLI", "");
        if (embedded || named.isEmpty()) {
            return Optional.empty();
        }
        check(Files.isExecutable(Path.of(named)), "TEMPORAL_CLI is '" + named + "', which is no program");
        return Optional.of(Path.of(named));
    }

    private int freeUiPort() throws IOException {
        return uiPort.isPresent() ? uiPort.get() : Ports.isFree(UI_PORT_DEFAULT) ? UI_PORT_DEFAULT : Ports.free();
    }

    private void check(boolean right, String otherwise) {
        if (!right) {
            throw new ParameterException(spec.commandLine(), otherwise);
        }
    }

    /** The only broad catch: whatever ended the show becomes a sentence. */
    private int failed(PrintWriter complaints, Exception failure) {
        complaints.println("evenkeel demo: "
                + (failure instanceof EvenkeelException || failure instanceof IOException
                        ? failure.getMessage()
                        : "a defect of evenkeel itself: " + failure)
                + (Files.exists(log()) ? " (see " + log() + ")" : ""));
        return 1;
    }
}
