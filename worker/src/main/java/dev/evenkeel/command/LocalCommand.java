package dev.evenkeel.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.evenkeel.contract.Assessment;
import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.contract.Outcome;
import dev.evenkeel.contract.RebalanceProgress;
import dev.evenkeel.contract.RebalanceRequest;
import dev.evenkeel.contract.RequestProblem;
import dev.evenkeel.contract.RequestReader;
import dev.evenkeel.worker.ClusterAccess;
import dev.evenkeel.worker.LocalCredentials;
import dev.evenkeel.worker.LocalRun;
import dev.evenkeel.worker.LocalRun.End;
import dev.evenkeel.worker.LocalRun.Known;
import dev.evenkeel.worker.LocalRun.Seen;
import dev.evenkeel.worker.LocalState;
import dev.evenkeel.worker.LocalTemporal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/**
 * A run with everything that it needs in this one process: Temporal, a worker and its janitor, against a cluster that a
 * kubeconfig leads to. Follows the run to its end.
 */
@Command(
        name = "local",
        description = {
            "Rebalance a cluster from this machine, without any Temporal or worker of the house: both live in this"
                    + " process while it runs. Kubernetes is reached by the kubeconfig, EMQX by the pods' addresses or"
                    + " through the API server.",
            "Ctrl-C ends the run and restores; a second one leaves at once. What a killed process leaves goes on with"
                    + " --resume."
        },
        sortOptions = false,
        modelTransformer = RequestFlag.Adder.class,
        mixinStandardHelpOptions = true)
final class LocalCommand implements Callable<Integer> {
    private static final Duration LOOK = Duration.ofSeconds(1);

    @Spec
    private CommandSpec spec;

    @ParentCommand
    private ClusterCommand evenkeel;

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "the cluster: its StatefulSet or EMQX resource")
    private String name;

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAMESPACE",
            description = "its Kubernetes namespace (default: default)")
    private String namespace;

    @Option(
            names = {"-f", "--filename"},
            paramLabel = "FILE",
            description = "request or Rebalance manifest, YAML or JSON")
    private Path file;

    @Option(names = "--resume", description = "follow the run that a process before this one began")
    private boolean resume;

    @Option(names = "--dry-run", description = "say what a run would do, and touch nothing")
    private boolean dryRun;

    @Option(names = "--kubeconfig", paramLabel = "FILE", description = "(default: as kubectl)")
    private String kubeconfig;

    @Option(names = "--context", paramLabel = "NAME", description = "of the kubeconfig (default: the current one)")
    private String context;

    @Option(
            names = "--reach",
            paramLabel = "WAY",
            defaultValue = "auto",
            description =
                    "how EMQX is reached: direct, port-forward, or auto (default): directly where that leads to it")
    private String reach;

    @Option(names = "--api-key", paramLabel = "NAME", description = "API key of EMQX (default: the settings')")
    private String apiKey;

    @Option(names = "--secret-file", paramLabel = "FILE", description = "holds the key's secret")
    private String secretFile;

    @Option(names = "--secret-env", paramLabel = "VARIABLE", description = "holds the key's secret")
    private String secretEnv;

    @Option(
            names = "--secret-name",
            paramLabel = "SECRET",
            description = "a Secret of the cluster's namespace that does; without --api-key EMQX Operator's own,"
                    + " NAME-bootstrap-api-key")
    private String secretName;

    @Option(names = "--secret-key", paramLabel = "ENTRY", description = "entry of that Secret (default: secret)")
    private String secretKey;

    @Option(
            names = "--embedded",
            description = "an embedded Temporal that keeps nothing, even where there is a real one")
    private boolean embedded;

    private volatile LocalRun running;
    private volatile Optional<RebalanceProgress> last = Optional.empty();
    private volatile boolean asked;

    @Override
    public Integer call() {
        logTo(LocalState.root(evenkeel.shell().environment()).resolve("local.log"));
        try {
            return run();
        } catch (IOException unable) {
            complain(unable.getMessage());
            return ExitCode.FAILED.number();
        }
    }

    private int run() throws IOException {
        Optional<RebalanceRequest> request = resume ? Optional.empty() : Optional.of(request());
        try (ClusterAccess access = ClusterAccess.ofProcess(settings())) {
            ClusterRef cluster = cluster(request, access);
            Optional<LocalState> state =
                    LocalState.take(evenkeel.shell().environment(), access.context(), access.apiServer(), cluster);
            if (state.isEmpty()) {
                return refused("another 'evenkeel local' of " + cluster.display() + " runs on this machine");
            }
            try (LocalState mine = state.get()) {
                return within(mine, access, cluster, request);
            }
        }
    }

    private int within(LocalState state, ClusterAccess access, ClusterRef cluster, Optional<RebalanceRequest> request)
            throws IOException {
        if (resume && !state.hasHistory()) {
            return refused(
                    "there is nothing to resume: no run of " + cluster.display() + " was kept in " + state.folder());
        }
        try (LocalTemporal temporal = temporal(state);
                LocalRun run = new LocalRun(access, temporal, cluster, credentials())) {
            say("Temporal: " + temporal.description());
            return play(run, cluster, request);
        }
    }

    private int play(LocalRun run, ClusterRef cluster, Optional<RebalanceRequest> request) {
        Known known = run.known();
        if (request.isPresent() && known == Known.OPEN) {
            return refused("a run of " + cluster.display() + " is open: 'evenkeel local " + cluster.name() + " -n "
                    + cluster.namespace() + " --resume' goes on with it");
        }
        if (request.isEmpty() && known == Known.NONE) {
            return refused("there is nothing to resume: Temporal knows no run of " + cluster.display());
        }
        run.work(request.isEmpty());
        if (dryRun) {
            return planned(run.plan(request.orElseThrow().inNamespace(cluster.namespace())));
        }
        running = run;
        Signals.handle("INT", () -> interrupted(cluster));
        Signals.handle("TERM", () -> interrupted(cluster));
        request.ifPresent(wanted -> run.start(wanted.inNamespace(cluster.namespace())));
        say((request.isPresent() ? "started" : "resumed") + " the run of " + cluster.display()
                + "; Ctrl-C ends it and restores");
        return followed(run, cluster);
    }

    private int followed(LocalRun run, ClusterRef cluster) {
        LocalView view = new LocalView(evenkeel.shell().out(), evenkeel.shell().clock());
        try {
            Seen seen = shown(run, view);
            while (!seen.over()) {
                evenkeel.shell().pause().accept(LOOK);
                seen = shown(run, view);
            }
            return ended(run.end());
        } catch (LocalRun.LostException lost) {
            complain(lost.getMessage());
            leave(cluster);
            return (last.filter(RebalanceProgress::excluded).isPresent() ? ExitCode.NOT_RESTORED : ExitCode.FAILED)
                    .number();
        }
    }

    private Seen shown(LocalRun run, LocalView view) {
        Seen seen = run.look();
        last = seen.progress().or(() -> last);
        view.show(seen);
        return seen;
    }

    private int ended(End end) {
        end.result().map(LocalView::lines).ifPresent(lines -> lines.forEach(this::say));
        if (!end.message().isEmpty()) {
            complain(end.kind().map(kind -> kind.wireName() + ": ").orElse("") + end.message());
        }
        if (end.kind().filter(FailureKind.NO_CONNECTION_PROFILE::equals).isPresent()) {
            complain("give --api-key and --secret-file, --secret-env or --secret-name");
        }
        return switch (end.ending()) {
            case COMPLETED -> code(end.result().orElseThrow().outcome()).number();
            case CANCELLED -> ExitCode.ABORTED.number();
            case KILLED -> ExitCode.NOT_RESTORED.number();
            case FAILED ->
                end.kind().map(LocalCommand::code).orElse(ExitCode.FAILED).number();
        };
    }

    private static ExitCode code(Outcome outcome) {
        return switch (outcome) {
            case BALANCED, NOTHING_TO_BALANCE -> ExitCode.DONE;
            case PARTIALLY_BALANCED, FAILED -> ExitCode.FAILED;
            case ABORTED -> ExitCode.ABORTED;
        };
    }

    private static ExitCode code(FailureKind kind) {
        if (kind == FailureKind.INVALID_REQUEST) {
            return ExitCode.USAGE;
        }
        return kind == FailureKind.REFUSED || kind == FailureKind.ALREADY_RUNNING ? ExitCode.REFUSED : ExitCode.FAILED;
    }

    private int planned(Assessment assessment) {
        say(assessment.explanation());
        assessment.refusals().forEach(refusal -> complain("refused: " + refusal.display()));
        return (assessment.verdict() == Assessment.Verdict.REFUSED ? ExitCode.REFUSED : ExitCode.DONE).number();
    }

    /** On a thread of the JVM's. */
    private void interrupted(ClusterRef cluster) {
        if (asked) {
            leave(cluster);
            // What the process started ends with it, whatever state that is in.
            Runtime.getRuntime().halt(ExitCode.NOT_RESTORED.number());
        }
        asked = true;
        complain("ending the run and restoring; press Ctrl-C again to leave at once");
        running.abort("Ctrl-C");
    }

    private void leave(ClusterRef cluster) {
        String which = cluster.name() + " -n " + cluster.namespace();
        complain("left before the run had ended: " + LocalView.out(last).orElse("no pod is known to be out"));
        complain("to go on: 'evenkeel local " + which + " --resume'; to clean up by hand once its Lease has run out:"
                + " 'evenkeel restore " + which + " --evenkeel.kubernetes.reach=auto'");
    }

    // --- what was typed ---

    private RebalanceRequest request() throws IOException {
        ObjectNode asked = JsonNodeFactory.instance.objectNode();
        JsonNode whole = asked;
        if (file != null) {
            whole = inFile();
            JsonNode inner = whole.path("spec").isObject() ? whole.get("spec") : whole;
            if (!(inner instanceof ObjectNode object)) {
                throw new ParameterException(
                        spec.commandLine(), file + ": one request or one Rebalance manifest is expected");
            }
            asked = object;
        }
        List<RequestProblem> problems = new ArrayList<>(RequestFlag.layInto(asked, spec));
        put(asked, "instanceName", "NAME", name, problems);
        put(asked, "namespace", "--namespace", namespace, problems);
        RequestReader.Reading reading = RequestReader.read(whole);
        reading.problems().stream()
                .map(problem -> RequestFlag.underItsFlag(problem, spec))
                .forEach(problems::add);
        if (!problems.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    String.join(
                            "; ", problems.stream().map(RequestProblem::display).toList()));
        }
        return reading.request().orElseThrow();
    }

    private static void put(ObjectNode asked, String field, String flag, String value, List<RequestProblem> problems) {
        if (value != null && asked.hasNonNull(field)) {
            problems.add(new RequestProblem(flag, "a flag, and " + field + " in the file", "give it once"));
        } else if (value != null) {
            asked.put(field, value);
        }
    }

    /** Complaints never quote the content: a file given by mistake may hold secrets. */
    private JsonNode inFile() throws IOException {
        try {
            return new YAMLMapper().readTree(Files.readString(file));
        } catch (JsonProcessingException broken) {
            throw new ParameterException(spec.commandLine(), file + " is neither YAML nor JSON");
        } catch (IOException unreadable) {
            throw new ParameterException(
                    spec.commandLine(),
                    file + " cannot be read: " + unreadable.getClass().getSimpleName());
        }
    }

    private ClusterRef cluster(Optional<RebalanceRequest> request, ClusterAccess access) {
        if (request.isEmpty() && name == null) {
            throw new ParameterException(spec.commandLine(), "--resume needs NAME: the cluster whose run is meant");
        }
        ClusterRef cluster = request.map(asked -> asked.cluster(access.namespace()))
                .orElseGet(() ->
                        ClusterRef.inKubernetes(Optional.ofNullable(namespace).orElseGet(access::namespace), name));
        if (cluster.outsideKubernetes()) {
            throw new ParameterException(spec.commandLine(), "NAME is missing: the cluster in Kubernetes");
        }
        return cluster;
    }

    private List<String> settings() {
        List<String> settings = new ArrayList<>(evenkeel.settings());
        settings.add("--evenkeel.kubernetes.reach=" + reach);
        Optional.ofNullable(kubeconfig).ifPresent(path -> settings.add("--evenkeel.kubernetes.kubeconfig=" + path));
        Optional.ofNullable(context).ifPresent(given -> settings.add("--evenkeel.kubernetes.context=" + given));
        return settings;
    }

    private LocalCredentials credentials() {
        return new LocalCredentials(
                Optional.ofNullable(apiKey),
                Optional.ofNullable(secretFile),
                Optional.ofNullable(secretEnv),
                Optional.ofNullable(secretName),
                Optional.ofNullable(secretKey));
    }

    private LocalTemporal temporal(LocalState state) throws IOException {
        Map<String, String> environment = evenkeel.shell().environment();
        Optional<Path> program = embedded ? Optional.empty() : LocalTemporal.program(environment);
        if (program.isPresent()) {
            return LocalTemporal.kept(program.get(), state.folder());
        }
        if (resume) {
            throw new IOException(
                    "to resume a run the command 'temporal' is needed: install Temporal's command line, or"
                            + " let TEMPORAL_CLI name it");
        }
        LocalTemporal forgetful = LocalTemporal.embedded()
                .orElseThrow(() -> new IOException("the command 'temporal' is needed: install Temporal's command line,"
                        + " or let TEMPORAL_CLI name it; the embedded server is not part of this program"));
        complain("Temporal is the embedded one, which keeps nothing: if this process dies, its run cannot be resumed,"
                + " and 'evenkeel restore' has to clean up");
        return forgetful;
    }

    /** Beside the answers stands what the worker has to say, in a file. Before anything of it is loaded. */
    private static void logTo(Path log) {
        System.setProperty("slf4j.provider", "ch.qos.logback.classic.spi.LogbackServiceProvider");
        System.setProperty("logback.configurationFile", "dev/evenkeel/command/local-logback.xml");
        System.setProperty("dev.evenkeel.local.log", log.toString());
    }

    private int refused(String why) {
        complain(why);
        return ExitCode.REFUSED.number();
    }

    private void say(String line) {
        evenkeel.shell().out().println(line);
    }

    private void complain(String line) {
        evenkeel.shell().err().println("evenkeel: " + line);
    }
}
