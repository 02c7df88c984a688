package dev.evenkeel.contract;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Everything that a run remembers; replaced, never changed. Answer of the query {@code progress}.
 *
 * @param run the run
 * @param phase where it is
 * @param spans the phases so far, the current one last
 * @param cluster the cluster, once the request was read
 * @param plan the plan that stands
 * @param wave the wave that is under way, with EMQX's own partition once that is known
 * @param whole the wave with which it began, with EMQX's own partition, or what that was a portion of
 * @param before the clients before anything was touched
 * @param evictionBegan the clients as they were last counted before eviction first began
 * @param servingBefore pods that served before the run took any out
 * @param excluded whether pods may be out by our hand
 * @param engineMayBeOn whether a start of ours may be running in EMQX
 * @param answerOutstanding whether a start was sent whose answer is not known: it may still take effect
 * @param startsSent starts that were sent
 * @param restarts how often a rebalance that EMQX lost was planned again
 * @param notes what happened that a reader should know, in order
 * @param runsAs the workflow id under which the run goes on, where it was started under another
 * @param forecast of the whole run, as it was last made
 * @param outlook how far it is and how long it takes, as it was last known
 */
public record RebalanceProgress(
        RunRef run,
        RunPhase phase,
        List<PhaseSpan> spans,
        Optional<ClusterRef> cluster,
        Optional<RebalancePlan> plan,
        Optional<Wave> wave,
        Optional<Wave> whole,
        Optional<Census> before,
        Optional<Census> evictionBegan,
        List<String> servingBefore,
        boolean excluded,
        boolean engineMayBeOn,
        boolean answerOutstanding,
        int startsSent,
        int restarts,
        List<String> notes,
        Optional<String> runsAs,
        Optional<Outlook.Forecast> forecast,
        Optional<Outlook> outlook) {
    public RebalanceProgress {
        spans = List.copyOf(spans);
        forecast = forecast == null ? Optional.empty() : forecast;
        outlook = outlook == null ? Optional.empty() : outlook;
        whole = whole == null ? Optional.empty() : whole;
        servingBefore = servingBefore == null ? List.of() : List.copyOf(servingBefore);
        notes = List.copyOf(notes);
    }

    /**
     * @param phase which
     * @param began when
     * @param ended when; empty while it lasts
     */
    public record PhaseSpan(RunPhase phase, Instant began, Optional<Instant> ended) {
        /** How long it took; empty while it lasts. */
        public Optional<Duration> took() {
            return ended.map(end -> Duration.between(began, end));
        }
    }

    /** A run that has just begun. */
    public static RebalanceProgress begin(RunRef run, Instant now) {
        return new RebalanceProgress(
                run,
                RunPhase.ASSESSING,
                List.of(new PhaseSpan(RunPhase.ASSESSING, now, Optional.empty())),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                false,
                false,
                false,
                0,
                0,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** Into the next phase; staying in the same is no transition. */
    public RebalanceProgress enter(RunPhase next, Instant now) {
        if (next == phase) {
            return this;
        }
        List<PhaseSpan> moved = new ArrayList<>(spans);
        PhaseSpan last = moved.remove(moved.size() - 1);
        moved.add(new PhaseSpan(last.phase(), last.began(), Optional.of(now)));
        moved.add(new PhaseSpan(next, now, next == RunPhase.DONE ? Optional.of(now) : Optional.empty()));
        return but(draft -> {
            draft.phase = next;
            draft.spans = moved;
        });
    }

    /** The request was read. */
    public RebalanceProgress of(ClusterRef which) {
        return but(draft -> draft.cluster = Optional.of(which));
    }

    /** Clients were counted; the first count is the baseline. */
    public RebalanceProgress counted(Census census) {
        return but(draft -> draft.before = before.or(() -> Optional.of(census)));
    }

    /** A plan has waited, for days perhaps: the next count is the baseline, unless something was touched before. */
    public RebalanceProgress waited() {
        return but(draft -> draft.before = before.filter(count -> touched()));
    }

    private boolean touched() {
        return excluded || startsSent > 0;
    }

    /** A plan stands; the last one before anything was touched says what served before. */
    public RebalanceProgress planned(RebalancePlan next) {
        return but(draft -> {
            draft.servingBefore = plan.isPresent() && touched() ? servingBefore : next.servingPods();
            draft.plan = Optional.of(next);
            draft.wave = Optional.of(next.waves().get(0));
            next.forecast().run().ifPresent(run -> draft.foretold(next.madeAt(), run));
        });
    }

    /** A look has told how far it is. */
    public RebalanceProgress seen(Outlook next) {
        return but(draft -> draft.outlook = Optional.of(next));
    }

    /** Pods are about to be taken out, or are all back. */
    public RebalanceProgress excluding(boolean mayBeOut) {
        return but(draft -> draft.excluded = mayBeOut);
    }

    /** A start is about to be sent. */
    public RebalanceProgress starting() {
        return but(draft -> {
            draft.engineMayBeOn = true;
            draft.answerOutstanding = true;
            draft.startsSent = startsSent + 1;
        });
    }

    /**
     * EMQX runs it, with this partition.
     *
     * @param onward whether it goes on with what a wave before it left
     */
    public RebalanceProgress started(Wave actual, boolean onward) {
        return but(draft -> {
            draft.wave = Optional.of(actual);
            draft.whole = onward ? whole : Optional.of(whole(actual));
            draft.answerOutstanding = false;
        });
    }

    /** A wave of some of the nodes changes nothing of what it is a portion of. */
    private Wave whole(Wave actual) {
        return plan.flatMap(RebalancePlan::portion)
                .map(portion -> whole.filter(
                                before -> before.nodes().equals(portion.whole().nodes()))
                        .orElse(portion.whole()))
                .orElse(actual);
    }

    /**
     * Eviction begins; only the first time counts.
     *
     * @param census the last count before it
     */
    public RebalanceProgress evicting(Census census) {
        return but(draft -> draft.evictionBegan = evictionBegan.or(() -> Optional.of(census)));
    }

    /** Nothing of ours runs in EMQX any more. */
    public RebalanceProgress engineOff() {
        return but(draft -> {
            draft.engineMayBeOn = false;
            draft.answerOutstanding = false;
        });
    }

    /** EMQX lost the rebalance and it is planned again. */
    public RebalanceProgress restarting() {
        return but(draft -> draft.restarts = restarts + 1);
    }

    /** Something that a reader should know. */
    public RebalanceProgress note(String text) {
        List<String> more = new ArrayList<>(notes);
        more.add(text);
        return but(draft -> draft.notes = more);
    }

    /** The run goes on elsewhere. */
    public RebalanceProgress delegated(String workflowId) {
        return but(draft -> draft.runsAs = Optional.of(workflowId));
    }

    private RebalanceProgress but(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.done();
    }

    /** A copy while it is being changed; nobody outside sees one. */
    private static final class Draft {
        private final RunRef run;
        private RunPhase phase;
        private List<PhaseSpan> spans;
        private Optional<ClusterRef> cluster;
        private Optional<RebalancePlan> plan;
        private Optional<Wave> wave;
        private Optional<Wave> whole;
        private Optional<Census> before;
        private Optional<Census> evictionBegan;
        private List<String> servingBefore;
        private boolean excluded;
        private boolean engineMayBeOn;
        private boolean answerOutstanding;
        private int startsSent;
        private int restarts;
        private List<String> notes;
        private Optional<String> runsAs;
        private Optional<Outlook.Forecast> forecast;
        private Optional<Outlook> outlook;

        private Draft(RebalanceProgress from) {
            run = from.run;
            phase = from.phase;
            spans = from.spans;
            cluster = from.cluster;
            plan = from.plan;
            wave = from.wave;
            whole = from.whole;
            before = from.before;
            evictionBegan = from.evictionBegan;
            servingBefore = from.servingBefore;
            excluded = from.excluded;
            engineMayBeOn = from.engineMayBeOn;
            answerOutstanding = from.answerOutstanding;
            startsSent = from.startsSent;
            restarts = from.restarts;
            notes = from.notes;
            runsAs = from.runsAs;
            forecast = from.forecast;
            outlook = from.outlook;
        }

        private void foretold(Instant madeAt, RebalancePlan.WholeRun run) {
            forecast = Optional.of(new Outlook.Forecast(madeAt, run));
            outlook = Optional.of(new Outlook(
                    madeAt,
                    outlook.map(Outlook::percent).orElse(0),
                    run.took(),
                    run.latest(),
                    Optional.empty(),
                    outlook.flatMap(Outlook::headway)));
        }

        private RebalanceProgress done() {
            return new RebalanceProgress(
                    run,
                    phase,
                    spans,
                    cluster,
                    plan,
                    wave,
                    whole,
                    before,
                    evictionBegan,
                    servingBefore,
                    excluded,
                    engineMayBeOn,
                    answerOutstanding,
                    startsSent,
                    restarts,
                    notes,
                    runsAs,
                    forecast,
                    outlook);
        }
    }
}
