package dev.evenkeel.command;

import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.contract.ContractJson;
import dev.evenkeel.kubernetes.AdoptionPlan;
import dev.evenkeel.kubernetes.AdoptionStep;
import dev.evenkeel.kubernetes.ClusterAdoption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Prepares a cluster for lever {@code label}. Says exactly what it would change, and changes it where it is told to. */
@Command(
        name = "adopt",
        description = {
            "Prepare a cluster so that single pods can be taken out of its Services by the label evenkeel.dev/serving:"
                    + " pods first, then the pod template, then the Services. Prints the change; --apply makes it.",
            "No pod is restarted and no ready endpoint leaves. Broken off, it is ended by running it again."
        },
        mixinStandardHelpOptions = true)
final class AdoptCommand implements Callable<Integer> {
    @ParentCommand
    private ClusterCommand evenkeel;

    @Mixin
    private ClusterName cluster;

    @ArgGroup
    private What what = new What();

    @Option(names = "--dry-run", description = "print the change and make none, whatever else is said")
    private boolean dryRun;

    @Option(
            names = "--within",
            paramLabel = "TIME",
            defaultValue = "2m",
            description = "wait so long for Kubernetes' controllers, all in all (default: 2m)")
    private Duration within;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "${COMPLETION-CANDIDATES} (default: text)")
    private Format format = Format.text;

    /** One of them, or neither. */
    static final class What {
        @Option(names = "--apply", description = "make the change")
        private boolean apply;

        @Option(names = "--undo", description = "take it back: Services first, then the pod template, then the pods")
        private boolean undo;
    }

    /** Written as they are typed. */
    enum Format {
        text,
        json
    }

    /**
     * What {@code -o json} prints.
     *
     * @param undo whether it is about taking the change back
     * @param before what was to be done
     * @param done what was
     * @param after what is left
     */
    record Answer(boolean undo, AdoptionPlan before, List<AdoptionStep> done, AdoptionPlan after) {}

    @Override
    public Integer call() {
        try (Clusters clusters = evenkeel.open()) {
            return adopt(clusters).number();
        }
    }

    private ExitCode adopt(Clusters clusters) {
        ClusterRef which = cluster.in(clusters);
        ClusterAdoption adoption = clusters.adoption();
        AdoptionView view = new AdoptionView(which, what.undo);
        AdoptionPlan before = adoption.plan(which.namespace(), which.name(), what.undo);
        print(view.change(before));
        List<AdoptionStep> done = new ArrayList<>();
        AdoptionPlan after = before;
        if (writes() && !before.refused() && !before.done()) {
            print(List.of(""));
            after = adoption.carryOut(which.namespace(), which.name(), what.undo, within, step -> {
                done.add(step);
                print(List.of(view.made(step)));
            });
        }
        if (format == Format.json) {
            evenkeel.shell()
                    .out()
                    .println(ContractJson.mapper()
                            .valueToTree(new Answer(what.undo, before, done, after))
                            .toPrettyString());
        }
        print(view.end(after, writes()));
        return after.done() || (!writes() && !after.refused()) ? ExitCode.DONE : failed(view, after);
    }

    private boolean writes() {
        return (what.apply || what.undo) && !dryRun;
    }

    private ExitCode failed(AdoptionView view, AdoptionPlan after) {
        view.failure(after).forEach(evenkeel.shell().err()::println);
        return after.refused() ? ExitCode.REFUSED : ExitCode.FAILED;
    }

    private void print(List<String> lines) {
        if (format == Format.text) {
            lines.forEach(evenkeel.shell().out()::println);
        }
    }
}
