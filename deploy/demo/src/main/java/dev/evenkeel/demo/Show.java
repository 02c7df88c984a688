package dev.evenkeel.demo;

import dev.evenkeel.client.RunHandle;
import dev.evenkeel.contract.Assessment;
import dev.evenkeel.contract.EngineActivities.Look;
import dev.evenkeel.contract.RebalancePlan;
import dev.evenkeel.contract.RebalanceProgress;
import dev.evenkeel.contract.RebalanceResult;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The demo from curtain to curtain. */
final class Show {
    /** Of EMQX's time, before and after the run: the plateaus of the picture. */
    private static final Duration BEFORE = Duration.ofSeconds(10);

    private static final Duration AFTER = Duration.ofSeconds(6);

    /** Of the reader's time, for the plan. */
    private static final Duration READING = Duration.ofSeconds(1);

    /** A worker process needs some seconds to come up on a busy machine. */
    private static final Duration PLAN_LIMIT = Duration.ofSeconds(60);

    private static final Duration RESULT_LIMIT = Duration.ofSeconds(30);
    private static final Duration PICTURE_PAUSE = Duration.ofMillis(100);
    private static final int PERCENT_STEP = 10;

    private final Console console;
    private final Stage.Settings settings;
    private final Example example;
    private final Path folder;
    private final boolean keep;
    private final MomentView view;
    private final Report report;

    private boolean headed;
    private int toldPhases;
    private int toldPercent;

    Show(Console console, Stage.Settings settings, Example example, Path folder, boolean keep) {
        this.console = console;
        this.settings = settings;
        this.example = example;
        this.folder = folder;
        this.keep = keep;
        this.view = new MomentView(
                console,
                example.before().stream().mapToLong(Long::longValue).max().orElse(1));
        this.report = new Report(console, settings);
    }

    /** @return whether all was as it should be */
    boolean play() throws IOException {
        try (Stage stage = Stage.open(settings, example)) {
            curtain(stage);
            Optional<RebalancePlan> plan = plan(stage);
            if (plan.isEmpty()) {
                return false;
            }
            Evidence seen = run(stage, new Observer(stage, plan.get()));
            report.outcome(seen);
            picture(seen);
            boolean asExpected = verdict(seen);
            keep(stage);
            return asExpected;
        }
    }

    /** A UI that ends with the demo could not be looked at. */
    private void keep(Stage stage) throws IOException {
        if (keep && stage.temporal.address().isPresent()) {
            console.title("Temporal and its UI stay until you press Enter.");
            // The end of the input is as good: then nobody is there to press it.
            int pressed = System.in.read();
            console.line(pressed < 0 ? "" : "Bye.");
        }
    }

    private void curtain(Stage stage) {
        console.line(console.painted(Console.Ink.TITLE, "Evenkeel evens out the connections of an EMQX cluster"));
        console.line("");
        console.paragraph(
                "  ",
                "Four EMQX nodes behind one Kubernetes Service: three hold "
                        + Figures.count(example.total()) + " MQTT connections, the fourth is new and idle, for"
                        + " connections stay where they are. You will see the plan, the run, and the proof.");
        console.line("");
        console.paragraph(
                "  real       ",
                stage.temporal.description() + ", " + stage.worker.description()
                        + ", and all requests between them, EMQX and Kubernetes");
        console.paragraph(
                "  simulated  ",
                "EMQX " + settings.version()
                        + ", its MQTT clients, and Kubernetes, on loopback; a second of EMQX's lasts "
                        + Figures.span(settings.wall(Duration.ofSeconds(1))) + " of yours");
        if (stage.temporal.address().isEmpty()) {
            console.paragraph(
                    "  no UI      ",
                    "Temporal's web UI needs the real server: `temporal` on the path, or named by $TEMPORAL_CLI");
        }
    }

    private Optional<RebalancePlan> plan(Stage stage) {
        Assessment assessment = stage.client.plan(example.request(), PLAN_LIMIT);
        if (assessment.plan().isEmpty()) {
            console.title("NOT as expected");
            console.paragraph("  - ", "there is no plan: " + assessment.explanation());
            return Optional.empty();
        }
        Map<String, String> pods = new LinkedHashMap<>();
        stage.emqx.nodes().forEach(node -> pods.put(node.name(), stage.kubernetes.podOf(node.name())));
        report.plan(assessment.plan().get(), pods);
        return assessment.plan();
    }

    private Evidence run(Stage stage, Observer observer) {
        Duration asked = later(stage.emqx.elapsed().plus(settings.emqx(READING)), BEFORE);
        console.title("The run");
        while (stage.emqx.elapsed().compareTo(asked) < 0) {
            show(observer.before(stage.emqx.elapsed().minus(asked)));
            Pause.of(PICTURE_PAUSE);
        }
        RunHandle run = stage.client.start(example.request());
        stage.temporal.page(run.workflowId(), run.runId()).ifPresent(page -> {
            console.wipe();
            console.line("  in Temporal's UI: " + page);
        });
        KillScene kill = new KillScene(stage.worker);
        try (RunWatcher watcher = new RunWatcher(stage.client, run.cluster())) {
            while (!watcher.over()) {
                Moment moment = observer.during(stage.emqx.elapsed().minus(asked), watcher, kill.matter());
                kill(kill, moment, watcher);
                transitions(moment, watcher);
                show(moment);
                Pause.of(PICTURE_PAUSE);
            }
            Moment last = observer.during(stage.emqx.elapsed().minus(asked), watcher, Optional.empty());
            kill(kill, last, watcher);
            transitions(last, watcher);
            show(last);
            RebalanceResult result = stage.client.result(run, RESULT_LIMIT);
            Duration curtain = stage.emqx.elapsed().plus(AFTER);
            while (stage.emqx.elapsed().compareTo(curtain) < 0) {
                show(observer.during(stage.emqx.elapsed().minus(asked), watcher, Optional.empty()));
                Pause.of(PICTURE_PAUSE);
            }
            return Evidence.taken(stage, result, asked, kill.kill());
        }
    }

    private void kill(KillScene kill, Moment moment, RunWatcher watcher) {
        if (settings.killWorker()) {
            kill.play(moment.percent() >= 50, signOfLife(watcher)).ifPresent(what -> tell(moment, what));
        }
    }

    private static Duration later(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private static Instant signOfLife(RunWatcher watcher) {
        Instant look = watcher.look().map(Look::at).orElse(Instant.MIN);
        Instant phase = watcher.progress()
                .map(progress ->
                        progress.spans().get(progress.spans().size() - 1).began())
                .orElse(Instant.MIN);
        return look.isAfter(phase) ? look : phase;
    }

    private void show(Moment moment) {
        if (console.terminal()) {
            console.draw(view.picture(moment));
        }
    }

    private void tell(Moment moment, String what) {
        if (console.terminal()) {
            return;
        }
        console.line(view.line(moment, what));
    }

    /** Where nothing is redrawn: a line for each phase, also for one that was over before it was seen, and each tenth. */
    private void transitions(Moment moment, RunWatcher watcher) {
        if (console.terminal()) {
            return;
        }
        List<RebalanceProgress.PhaseSpan> spans =
                watcher.progress().map(RebalanceProgress::spans).orElse(List.of());
        if (!headed) {
            headed = true;
            view.heads(moment).forEach(console::line);
        }
        for (; toldPhases < spans.size(); toldPhases++) {
            tell(moment, PhaseWords.of(spans.get(toldPhases).phase()));
        }
        if (moment.percent() / PERCENT_STEP > toldPercent) {
            toldPercent = moment.percent() / PERCENT_STEP;
            tell(moment, "  " + toldPercent * PERCENT_STEP + " % moved");
        }
    }

    private void picture(Evidence seen) throws IOException {
        Path svg = folder.resolve("connections.svg");
        Path png = folder.resolve("connections.png");
        console.title("The picture: connections of each node over time");
        try {
            Picture.of(seen).save(svg, png);
            console.line("  " + svg);
            console.line("  " + png);
        } catch (LinkageError | RuntimeException | InternalError fontless) {
            // A JDK without any font fails in one of these ways, by its release; the run is worth as much without.
            console.paragraph(
                    "  ",
                    "is missing: this JDK finds no fonts to write with (" + fontless
                            + "). Install fontconfig and a font, such as fonts-dejavu-core.");
        }
    }

    private boolean verdict(Evidence seen) {
        List<String> differences = new ArrayList<>(Expectations.differences(example, seen));
        if (settings.killWorker() && seen.kill().isEmpty()) {
            differences.add("the worker was to be killed and the run seen to go on, which did not happen");
        }
        if (differences.isEmpty()) {
            console.title("As in the article: " + example.figures() + ".");
        } else {
            console.title("NOT as expected");
            differences.forEach(difference -> console.paragraph("  - ", difference));
        }
        return differences.isEmpty();
    }
}
