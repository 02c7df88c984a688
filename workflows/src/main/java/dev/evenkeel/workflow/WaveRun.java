package dev.evenkeel.workflow;

import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.contract.EmqxState;
import dev.evenkeel.contract.EngineActivities.StartReport;
import dev.evenkeel.contract.RebalancePlan;
import dev.evenkeel.contract.RebalancePlan.Portion;
import dev.evenkeel.contract.Wave;
import dev.evenkeel.workflow.WaveEnd.Kind;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * One wave: its donors leave the Service, EMQX starts, and is watched through its states until it is gone. With some
 * levers donors leave once EMQX has started and waits: eviction then begins with all of them out, or not at all.
 */
final class WaveRun {
    private final RebalancePlan plan;
    private final Wave planned;
    private final boolean onward;
    private final Journal journal;
    private final Exclusion exclusion;
    private final WaveEngine engine;
    private final WaveWatch watch;

    /**
     * @param onward whether it goes on with what a wave before left: whose donors stay out too
     * @param everybody whether nodes that come later shall take part too
     */
    WaveRun(
            ClusterRef cluster,
            RebalancePlan plan,
            boolean onward,
            boolean everybody,
            Journal journal,
            Orders orders,
            Brakes brakes) {
        this.plan = plan;
        this.planned = plan.waves().get(0);
        this.onward = onward;
        this.journal = journal;
        this.exclusion = new Exclusion(cluster, plan, onward, journal);
        this.engine = new WaveEngine(cluster, plan, journal);
        this.watch = new WaveWatch(cluster, plan, everybody, journal, orders, brakes, exclusion, engine);
    }

    /** Runs it. */
    WaveEnd end() {
        exclusion.beforeStart();
        StartReport started = engine.start(exclusion.hardStop());
        return switch (started.outcome()) {
            case NOTHING_TO_BALANCE -> {
                journal.engineOff();
                journal.note("EMQX found nothing to balance");
                yield WaveEnd.of(Kind.REACHED);
            }
            case NOT_STARTED -> {
                journal.engineOff();
                journal.note("a start was sent at " + planned.coordinator() + " and did not take effect");
                yield WaveEnd.of(Kind.LOST);
            }
            case STARTED -> {
                journal.started(planned.partitioned(started.donors(), started.recipients()), onward);
                Optional<WaveEnd> early = plan.lever().beforeStart() ? aligned(started) : leaving(started);
                yield early.orElseGet(() -> watch.untilEnd(started));
            }
        };
    }

    /**
     * EMQX's own donors are the truth: a count near the mean may have crossed it since the plan. What they are is excluded
     * before eviction begins, or the rebalance is stopped and planned again.
     */
    private Optional<WaveEnd> aligned(StartReport started) {
        Wave actual = journal.progress().wave().orElseThrow();
        if (Set.copyOf(actual.donors()).equals(Set.copyOf(planned.donors()))) {
            return Optional.empty();
        }
        journal.note("EMQX chose donors " + actual.donors() + ", planned were " + planned.donors());
        if (tooManyOut(actual)
                || !outWhileEmqxWaits(started, actual.parameters().waitHealthCheck())) {
            engine.stop();
            return Optional.of(WaveEnd.of(Kind.LOST));
        }
        exclusion.undoneForOthers();
        return Optional.empty();
    }

    /** For a moment those are out that were planned and those that EMQX chose. */
    private boolean tooManyOut(Wave actual) {
        Set<String> out = new HashSet<>(planned.donors());
        out.addAll(actual.donors());
        return plan.portion()
                        .map(Portion::outAtMost)
                        .orElse(OptionalInt.empty())
                        .orElse(Integer.MAX_VALUE)
                < out.size();
    }

    /** EMQX refuses clients at its donors from now on: they leave while it waits. */
    private Optional<WaveEnd> leaving(StartReport started) {
        if (!plan.lever().marksPods()) {
            return Optional.empty();
        }
        journal.excluding();
        return outWhileEmqxWaits(started, plan.bounds().donorsOut().orElseThrow())
                ? Optional.empty()
                : Optional.of(
                        watch.donorsStayed("not all donors had left the Service when eviction was about to begin"));
    }

    private boolean outWhileEmqxWaits(StartReport started, Duration time) {
        return started.state() == EmqxState.WAIT_HEALTH_CHECK && exclusion.doneBefore(engine.sinceStart(time));
    }
}
