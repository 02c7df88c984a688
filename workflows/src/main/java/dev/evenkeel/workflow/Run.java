package dev.evenkeel.workflow;

import dev.evenkeel.contract.AssessActivities.AssessOrder;
import dev.evenkeel.contract.AssessActivities.AwaitOrder;
import dev.evenkeel.contract.AssessActivities.Onward;
import dev.evenkeel.contract.AssessActivities.Returned;
import dev.evenkeel.contract.AssessActivities.Verification;
import dev.evenkeel.contract.AssessActivities.VerifyOrder;
import dev.evenkeel.contract.Assessment;
import dev.evenkeel.contract.Census;
import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.contract.EndpointActivities.Restoration;
import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.contract.GuardActivities.Action;
import dev.evenkeel.contract.GuardActivities.Trip;
import dev.evenkeel.contract.LifeActivities.CleanUpOrder;
import dev.evenkeel.contract.LifeActivities.CleanedUp;
import dev.evenkeel.contract.RebalancePlan;
import dev.evenkeel.contract.RebalancePlan.Portion;
import dev.evenkeel.contract.RebalanceProgress;
import dev.evenkeel.contract.RebalanceRequest;
import dev.evenkeel.contract.RebalanceResult;
import dev.evenkeel.contract.Refusal;
import dev.evenkeel.contract.RefusalReason;
import dev.evenkeel.contract.RequestActivities.ReadRequest;
import dev.evenkeel.contract.RunPhase;
import dev.evenkeel.contract.Verbs.Retune;
import dev.evenkeel.contract.Wave;
import io.temporal.common.converter.DataConverterException;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.TemporalFailure;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The story of one rebalance: plan, then a wave (exclude, start, watch), then, however that went, clean up and verify.
 *
 * <p>What a step could leave behind is written into the journal before the step, so that clean-up knows of it whatever
 * happens in between.
 */
final class Run {
    /** Its Lease runs out within minutes; a run that EMQX keeps from being cleaned up is a matter for people. */
    private static final Duration AFTER_DEAD_RUN_AT_MOST = Duration.ofMinutes(5);

    /** Donors of different heights each end a wave of their own; more than this is no rebalance. */
    private static final int FURTHER_WAVES_MAX = 40;

    /** A hundred are planned at most, and each may take a few by itself. */
    private static final int FURTHER_WAVES_OF_FEW_MAX = 300;

    /** For the last five of a hundred. */
    private static final Duration STRAGGLERS = Duration.ofMinutes(1);

    /** Over so long clients are counted that come by themselves, where a budget asks for it. */
    private static final Duration CALM = Duration.ofSeconds(4);

    private RebalanceRequest request;
    private RebalanceRequest asked;
    private final ClusterRef cluster;
    private final Journal journal;
    private final Orders orders;
    private final Results results;
    private final Brakes brakes;
    private final Approvals approvals;
    private final List<Census> calm = new ArrayList<>();
    private Optional<Onward> onward = Optional.empty();
    private int furtherWaves;
    private int newcomerWaves;
    private int portions;
    private int holds;
    private boolean cleanedUpAfterAnother;
    private Optional<Duration> waitedInVain = Optional.empty();

    Run(ReadRequest read, Journal journal, Orders orders) {
        this.request = read.request().orElseThrow();
        this.asked = request;
        this.cluster = read.cluster().orElseThrow();
        this.journal = journal;
        this.orders = orders;
        this.results = new Results(request, journal, orders);
        this.brakes = new Brakes(request);
        this.approvals = new Approvals(request.approval(), journal, orders);
    }

    RebalanceResult complete() {
        Optional<TemporalFailure> failure = endable(this::waves);
        Optional<Restoration> restoration = new CleanUp(cluster, journal, results).run();
        if (failure.isEmpty() && journal.progress().startsSent() > 0) {
            failure = endable(() -> results.verified(verify(restoration)));
        }
        journal.enter(RunPhase.DONE);
        return results.end(failure, restoration);
    }

    /** Does work that an abort or a cancel request ends; returns what ended it, if anything did. */
    private Optional<TemporalFailure> endable(Runnable work) {
        try {
            orders.endable(work);
            return Optional.empty();
        } catch (TemporalFailure ended) {
            return Optional.of(ended);
        } catch (DataConverterException | IllegalArgumentException unreadable) {
            // What another version's worker answered, for instance; it must not keep the run from cleaning up.
            return Optional.of(ApplicationFailure.newNonRetryableFailureWithCause(
                    String.valueOf(unreadable.getMessage()), FailureKind.UNREADABLE.wireName(), unreadable));
        }
    }

    /** Waves until EMQX has reached the goal, there is nothing left to do, or no restart is left. */
    private void waves() {
        measureCalm();
        Optional<RebalancePlan> plan = plan();
        while (plan.isPresent()) {
            WaveRun wave = new WaveRun(
                    cluster, plan.get(), onward.isPresent(), request.nodes().isEmpty(), journal, orders, brakes);
            Optional<WaveEnd> end = orders.holdable(wave::end);
            plan = end.isPresent() ? after(end.get(), plan.get()) : held(plan.get());
        }
    }

    private Optional<RebalancePlan> after(WaveEnd end, RebalancePlan last) {
        return switch (end.kind()) {
            case REACHED -> rest(end, last);
            case GOAL_BEFORE_CLIENTS -> further(last);
            case DONORS_STAYED -> {
                waitLongerOnce(last, end.stayed());
                yield again(last);
            }
            case LOST -> lost(last);
            case TRIPPED -> tripped(last, end.trip().orElseThrow());
        };
    }

    /** Somebody paused the run, or wants it at another pace: it goes on with a plan of what is left. */
    private Optional<RebalancePlan> held(RebalancePlan last) {
        holds++;
        hold(last).untilTold();
        for (Retune retune : orders.takeRetunes()) {
            asked = asked.retuned(retune);
            request = asked;
            brakes.retuned(retune);
            journal.note(retune.display());
        }
        measureCalm();
        return next();
    }

    private Hold hold(RebalancePlan last) {
        return new Hold(cluster, last, journal, orders, new CleanUp(cluster, journal, results));
    }

    /** A guardrail's limit was reached: the run goes on at another rate, after a pause where it must be, or ends. */
    private Optional<RebalancePlan> tripped(RebalancePlan last, Trip trip) {
        holds++;
        Hold hold = hold(last);
        if (!brakes.mayGoOn(trip)) {
            hold.endBy(trip, trip.words());
        }
        if (trip.action() == Action.PAUSE) {
            hold.untilWell(trip, brakes);
        }
        Optional<Integer> rate = brakes.adjust(trip, last.waves().get(0));
        request = request.withStrategy(
                rate.map(request.rebalanceStrategy()::withRate).orElseGet(() -> asked.rebalanceStrategy()));
        journal.note((trip.action() == Action.FASTER ? "raised" : "lowered") + " to "
                + rate.map(slow -> slow + " clients a second and donor").orElse("the rate of before") + " by guardrail "
                + trip.display());
        measureCalm();
        return next();
    }

    private Optional<RebalancePlan> lost(RebalancePlan last) {
        if (journal.progress().restarts() >= request.maxRestarts()) {
            journal.note("EMQX lost the rebalance, and all " + request.maxRestarts() + " restarts are used up");
            return Optional.empty();
        }
        return again(last);
    }

    private Optional<RebalancePlan> again(RebalancePlan last) {
        backInServiceUnlessOut(last);
        journal.restarting();
        return next();
    }

    private void backInServiceUnlessOut(RebalancePlan last) {
        if (!last.lever().beforeStart()) {
            // EMQX takes clients at the donors again: they are not kept out against what it says.
            new CleanUp(cluster, journal, results).run();
        }
    }

    /** Of what EMQX calls balanced: a portion is not all of it, and no node is to be too full or too empty. */
    private Optional<RebalancePlan> rest(WaveEnd end, RebalancePlan last) {
        boolean joined = joined(end.newcomers());
        boolean nothingLeft = !joined
                && end.uneven().isEmpty()
                && onward.isEmpty()
                && last.portion().isEmpty();
        if (nothingLeft || !oneMoreWave()) {
            return Optional.empty();
        }
        backInServiceUnlessOut(last);
        return counted();
    }

    /** Nodes that came while EMQX was at work: they take part in a further wave, as often as EMQX may lose a rebalance. */
    private boolean joined(List<String> newcomers) {
        if (newcomers.isEmpty()) {
            return false;
        }
        boolean more = ++newcomerWaves <= request.maxRestarts();
        if (!more) {
            journal.note("came meanwhile, and take no part: " + newcomers + "; all " + request.maxRestarts()
                    + " restarts are used up");
        }
        return more;
    }

    /** The donors that are still above their goal go on. */
    private Optional<RebalancePlan> further(RebalancePlan last) {
        if (!oneMoreWave()) {
            return Optional.empty();
        }
        if (onward.isEmpty()) {
            Wave wave = last.goesOn() ? last.out() : journal.progress().wave().orElseThrow();
            onward = Optional.of(
                    new Onward(wave.donors(), wave.recipients(), last.goal().orElseThrow()));
        }
        return next();
    }

    private boolean oneMoreWave() {
        int most = request.pacing().maxUnavailable().isPresent() ? FURTHER_WAVES_OF_FEW_MAX : FURTHER_WAVES_MAX;
        if (++furtherWaves > most) {
            journal.note("no more than " + most + " further waves");
            return false;
        }
        return true;
    }

    /** Once no donor is left above its goal, clients are awaited, and everybody is counted again. */
    private Optional<RebalancePlan> next() {
        Optional<RebalancePlan> next = plan();
        if (next.isPresent() || onward.isEmpty()) {
            return next;
        }
        return counted();
    }

    /** Clients are awaited, and then everybody is counted. While they stay away nobody else is evicted. */
    private Optional<RebalancePlan> counted() {
        onward = Optional.empty();
        return clientsAreBack() ? plan() : Optional.empty();
    }

    private boolean clientsAreBack() {
        journal.enter(RunPhase.AWAITING_CLIENTS);
        RebalanceProgress progress = journal.progress();
        Returned returned = ActivityStubs.awaitingClients()
                .awaitClients(new AwaitOrder(
                        cluster,
                        progress.run(),
                        progress.before().orElseThrow(),
                        progress.evictionBegan().or(progress::before).orElseThrow(),
                        progress.whole().orElseThrow(),
                        patience(),
                        Journal.now()));
        journal.note((returned.back() ? "clients are back: " : "clients stay away, and nobody else is evicted: ")
                + returned.evidence());
        return returned.back();
    }

    private Duration patience() {
        return request.pacing().reconnectP95().orElse(Brakes.RECONNECT_UNKNOWN).plus(STRAGGLERS);
    }

    /** How many clients come by themselves must be known before a budget can be divided. */
    private void measureCalm() {
        if (request.pacing().maxConnectsPerSecondPerRecipient().isEmpty()) {
            return;
        }
        calm.clear();
        for (int count = 0; count < 2; count++) {
            if (count > 0) {
                Workflow.sleep(CALM);
            }
            calm.add(assess().census());
        }
    }

    private void waitLongerOnce(RebalancePlan plan, String stayed) {
        Duration wait = plan.waves().get(0).parameters().waitHealthCheck();
        if (waitedInVain.isPresent()) {
            throw FailureKind.EXCLUSION_LATE.failure(
                    "donors were still served when eviction was about to begin: EMQX waited "
                            + waitedInVain.get().toSeconds() + " s at first and then " + wait.toSeconds()
                            + " s; lever " + plan.lever().name().toLowerCase(Locale.ROOT) + " because "
                            + plan.leverReason() + "; at last " + stayed,
                    null);
        }
        waitedInVain = Optional.of(wait);
    }

    /** A plan that may begin; empty where there is nothing to balance. */
    private Optional<RebalancePlan> plan() {
        Instant patienceEnds = Journal.now().plus(request.approval().timeout());
        Optional<RebalancePlan> approved = Optional.empty();
        while (true) {
            Assessment assessment = assess(approved);
            if (assessment.verdict() == Assessment.Verdict.NOTHING_TO_BALANCE) {
                journal.note(assessment.explanation());
                return Optional.empty();
            }
            if (leftByDeadRun(assessment)) {
                cleanUpAfterDeadRun();
                continue;
            }
            RebalancePlan plan = assessment.plan().orElseThrow(() -> inTheWay(assessment.refusals()));
            noteNewcomers(plan);
            journal.planned(plan);
            if (partOfAnApprovedOne() || approvals.letsBegin(plan, approved)) {
                plan.portion().ifPresent(this::noteWaves);
                return Optional.of(plan);
            }
            new CleanUp(cluster, journal, results).run(); // nobody's pods are out while a plan waits for a person
            approved = approvals.await(plan, patienceEnds);
            journal.waited();
            if (approved.isPresent()) {
                measureCalm();
            }
        }
    }

    /** Of a wave that goes on with what is left nobody is new. */
    private void noteNewcomers(RebalancePlan plan) {
        List<String> newcomers = journal.progress()
                .whole()
                .filter(whole -> onward.isEmpty())
                .map(whole -> plan.nodes().stream()
                        .map(RebalancePlan.NodePlan::node)
                        .filter(node -> !whole.nodes().contains(node))
                        .toList())
                .orElse(List.of());
        if (!newcomers.isEmpty()) {
            journal.note("take part from now on, having come meanwhile: " + newcomers);
        }
    }

    private boolean partOfAnApprovedOne() {
        return furtherWaves > 0 || holds > 0;
    }

    private void noteWaves(Portion portion) {
        portion.outAtMost()
                .ifPresent(most -> journal.note("wave " + ++portions + " of " + (portions - 1 + portion.waves())
                        + ": at most " + most + " pods out at once"));
    }

    private boolean leftByDeadRun(Assessment assessment) {
        return !cleanedUpAfterAnother
                && assessment.refusals().stream()
                        .anyMatch(refusal -> refusal.reason() == RefusalReason.LEFT_BY_DEAD_RUN);
    }

    /** Once: what is still in the way then is named like any other obstacle. */
    private void cleanUpAfterDeadRun() {
        cleanedUpAfterAnother = true;
        CleanedUp done = ActivityStubs.cleaningUpAfter(AFTER_DEAD_RUN_AT_MOST).cleanUp(new CleanUpOrder(cluster));
        journal.note("cleaned up after run " + done.run().orElse("of before") + ": " + done.summary());
    }

    private Assessment assess() {
        return assess(Optional.empty());
    }

    /** A plan that waits is made again without a word: whoever wants to answer it still finds it waiting. */
    private Assessment assess(Optional<RebalancePlan> approved) {
        if (approved.isPresent() || journal.progress().phase() != RunPhase.AWAITING_APPROVAL) {
            journal.enter(RunPhase.ASSESSING);
        }
        RebalanceProgress progress = journal.progress();
        Assessment assessment = ActivityStubs.assessing()
                .assess(new AssessOrder(
                        request,
                        cluster,
                        progress.run(),
                        progress.wave().map(wave -> wave.coordinator()),
                        progress.restarts() + furtherWaves + holds + 1,
                        waitedInVain,
                        onward,
                        calm,
                        progress.evictionBegan().isPresent(),
                        approved,
                        false));
        journal.counted(assessment.census());
        return assessment;
    }

    private static TemporalFailure refused(List<Refusal> refusals) {
        return FailureKind.REFUSED.failure("refused: " + display(refusals), null, refusals);
    }

    /** Once something was started, whoever has begun meanwhile is yielded to. */
    private TemporalFailure inTheWay(List<Refusal> refusals) {
        boolean strangers =
                refusals.stream().anyMatch(refusal -> refusal.reason().byStrangers());
        return strangers && journal.progress().startsSent() > 0
                ? FailureKind.YIELDED.failure("yielded: " + display(refusals), null, refusals)
                : refused(refusals);
    }

    private static String display(List<Refusal> refusals) {
        return String.join("; ", refusals.stream().map(Refusal::display).toList());
    }

    private Verification verify(Optional<Restoration> restoration) {
        journal.enter(RunPhase.VERIFYING);
        RebalanceProgress progress = journal.progress();
        return ActivityStubs.verifying()
                .verify(new VerifyOrder(
                        cluster,
                        progress.run(),
                        progress.whole().or(progress::wave).orElseThrow(),
                        progress.before().orElseThrow(),
                        progress.evictionBegan(),
                        restoration,
                        Journal.now(),
                        furtherWaves > 0 ? Optional.of(patience()) : Optional.empty(),
                        portions > 0));
    }
}
