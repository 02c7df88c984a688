package dev.evenkeel.planning;

import dev.evenkeel.contract.AssessActivities.Onward;
import dev.evenkeel.contract.Pacing;
import dev.evenkeel.contract.RebalancePlan;
import dev.evenkeel.contract.RebalancePlan.Portion;
import dev.evenkeel.contract.RebalancePlan.WholeRun;
import dev.evenkeel.contract.StartParameters;
import dev.evenkeel.contract.Wave;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.DoubleSupplier;

/**
 * A whole run foretold, to its end: EMQX's waits and steps, clients in back-off, those that come and go by themselves,
 * the stop at the donors' goal, further waves as the planner would plan them, the waiting for clients before donors serve
 * again, and the verification.
 *
 * <p>Chance is left out but for the fullest second, and so are faults. It takes the endpoints to leave and to come back at
 * once, and looks to see a change when it comes: both are fractions of a second.
 */
final class RunModel {
    /** As the run does. */
    private static final int CALM_SECONDS = 4;

    /** As the run does where nobody knows. */
    private static final Duration RECONNECT_UNKNOWN = Duration.ofMinutes(2);

    private static final Duration STRAGGLERS = Duration.ofMinutes(1);
    private static final int FURTHER_WAVES_MAX = 40;
    private static final int FURTHER_WAVES_OF_FEW_MAX = 300;
    /** Of EMQX. */
    private static final int TIE_STEPS = 2;

    /** Nineteen of twenty runs end within so much of what is foretold, by {@code ./evenkeel bench forecast}. */
    private static final double DOUBT = 0.1;

    private final Pacing pacing;
    private final Pace pace;
    private final List<String> names;
    private final List<Integer> all;
    private final ClientsModel clients;
    private final double churn;
    private final BiFunction<Map<String, Long>, Optional<Onward>, Optional<RebalancePlan>> planner;

    private int seconds;
    private int ticks;
    private int starts;
    private boolean onward;
    private Onward begun;
    private int recipientSeconds;
    private final Legs legs = new Legs();
    private final Recorder recorder = new Recorder();
    private List<Integer> giving = List.of();
    private List<Integer> taking = List.of();

    /**
     * @param pacing the budget, and what is known of the back-off
     * @param pace of the looks
     * @param snapshot the cluster now
     * @param churn clients a second that come by themselves; as many leave
     * @param planner the plan for these counts, with what is left of a wave before; empty where there is nothing to do
     */
    RunModel(
            Pacing pacing,
            Pace pace,
            Snapshot snapshot,
            double churn,
            BiFunction<Map<String, Long>, Optional<Onward>, Optional<RebalancePlan>> planner) {
        List<Snapshot.Node> nodes =
                snapshot.nodes().stream().filter(Snapshot.Node::running).toList();
        this.pacing = pacing;
        this.pace = pace;
        this.names = nodes.stream().map(Snapshot.Node::name).toList();
        this.all = java.util.stream.IntStream.range(0, names.size()).boxed().toList();
        this.churn = churn;
        this.planner = planner;
        this.clients = new ClientsModel(
                nodes.stream().mapToDouble(Snapshot.Node::connections).toArray(),
                nodes.stream()
                        .mapToDouble(node -> Math.max(0, node.sessions() - node.connections()))
                        .toArray(),
                Backoff.of(pacing)
                        .map(backoff -> backoff.longest().toMillis() / 1000.0)
                        .orElse(0.0),
                churn);
    }

    /** What becomes of a run that begins with this plan. */
    WholeRun foretell(RebalancePlan first) {
        Wave whole = first.portion()
                .map(Portion::whole)
                .orElseGet(() -> first.waves().get(0));
        giving = indexes(whole.donors());
        taking = indexes(whole.recipients());
        if (pacing.maxConnectsPerSecondPerRecipient().isPresent()) {
            pass(CALM_SECONDS);
        }
        Optional<RebalancePlan> next = Optional.of(first);
        boolean further = false;
        while (next.isPresent()) {
            RebalancePlan last = next.get();
            int before = ticks;
            boolean goesOn = wave(last);
            next = Optional.empty();
            if (ticks == before && !onward && last.portion().isEmpty()) {
                break; // EMQX has found nothing to balance
            }
            if ((goesOn
                            || onward
                            || last.portion().isPresent()
                            || uneven(last.waves().get(0)))
                    && starts <= furtherWavesMax()) {
                further = true;
                next = goesOn ? after(last.out(), last.goal().orElseThrow(), whole) : rest(whole);
            }
        }
        clients.allServe();
        awaitClients(
                () -> ReturnRule.TOLERANCE * clients.total(), List.of(), further ? patience() : pace.clientsBack());
        recorder.end(fullest(giving), fullest(taking), clients.onTheirWayOfLate(), clients.connectsOfLate());
        return told(whole, first);
    }

    /** Whether a node is too full or too empty, although EMQX is through. */
    private boolean uneven(Wave wave) {
        double mean = clients.mean(indexes(wave.nodes()));
        return indexes(wave.nodes()).stream().anyMatch(node -> !wave.level().allows(clients.on(node), mean));
    }

    /** What is left of it; where nothing is, clients are awaited and counted. */
    private Optional<RebalancePlan> after(Wave wave, long goal, Wave whole) {
        if (!onward) {
            begun = new Onward(wave.donors(), wave.recipients(), goal);
        }
        Optional<RebalancePlan> rest = planner.apply(counts(), Optional.of(begun));
        onward = rest.isPresent();
        return onward ? rest : rest(whole);
    }

    private int furtherWavesMax() {
        return pacing.maxUnavailable().isPresent() ? FURTHER_WAVES_OF_FEW_MAX : FURTHER_WAVES_MAX;
    }

    /** Clients are awaited, and everybody is counted again. */
    private Optional<RebalancePlan> rest(Wave whole) {
        onward = false;
        double mean = clients.total() / names.size();
        double level = Parameters.STEP_SHARE * mean * whole.recipients().size();
        awaitClients(
                () -> Math.min(level, ReturnRule.TOLERANCE * clients.total()), indexes(whole.recipients()), patience());
        return planner.apply(counts(), Optional.empty());
    }

    /**
     * Donors of the wave before stay out where this one goes on with it.
     *
     * @return whether the donors came to their goal before the clients were back
     */
    private boolean wave(RebalancePlan plan) {
        Wave wave = plan.waves().get(0);
        StartParameters sent = wave.parameters();
        List<Integer> donors = indexes(wave.donors());
        List<Integer> recipients = indexes(wave.recipients());
        starts++;
        if (!onward) {
            clients.allServe();
        }
        List<Integer> out = indexes(plan.out().donors());
        if (plan.lever().beforeStart()) {
            clients.exclude(out);
        }
        pass((int) sent.waitHealthCheck().toSeconds());
        clients.exclude(out);
        int began = seconds;
        double held = on(donors);
        boolean atGoal = evicted(plan, donors, recipients);
        legs.add(began, held - on(donors), seconds, tie(plan, donors, recipients, atGoal));
        if (atGoal) {
            return true;
        }
        if (plan.goal().isPresent() && wave.endsEarly()) {
            return true; // and so EMQX is stopped too
        }
        pass((int) sent.waitTakeover().toSeconds());
        sessions(donors, recipients, sent);
        return plan.goesOn();
    }

    private double on(List<Integer> nodes) {
        return nodes.stream().mapToDouble(clients::on).sum();
    }

    /** Whether it ends at the donors' goal. */
    private boolean evicted(RebalancePlan plan, List<Integer> donors, List<Integer> recipients) {
        Wave wave = plan.waves().get(0);
        StartParameters sent = wave.parameters();
        while (!sent.connections().reached(clients.mean(donors), clients.mean(recipients))
                && seconds < EngineModel.TICKS_MAX) {
            tick(donors, clients.mean(recipients), sent.connEvictRate());
            recipientSeconds += recipients.size();
            if (atGoal(plan)) {
                return true;
            }
            pass(1);
        }
        return false;
    }

    /** Whether the other end was only a few steps away: as many as clients that come and go by chance may make of it. */
    private boolean tie(RebalancePlan plan, List<Integer> donors, List<Integer> recipients, boolean atGoal) {
        boolean nothingLeftToChance = churn == 0 && Backoff.of(pacing).isEmpty();
        if (plan.goal().isEmpty() || nothingLeftToChance || plan.waves().get(0).endsEarly()) {
            return false;
        }
        StartParameters sent = plan.waves().get(0).parameters();
        double fromGoal = clients.mean(donors) - plan.goal().getAsLong();
        double fromOwnEnd = clients.mean(donors) - sent.connections().ceiling(clients.mean(recipients));
        double closing = sent.connEvictRate() * (1 + (double) donors.size() / recipients.size());
        return atGoal
                ? fromOwnEnd <= (LookJudge.OWN_STEPS + TIE_STEPS) * closing
                : fromGoal <= TIE_STEPS * sent.connEvictRate();
    }

    private void tick(List<Integer> donors, double recipientsMean, int rate) {
        donors.stream()
                .filter(donor -> clients.on(donor) > recipientsMean)
                .forEach(donor -> clients.evict(donor, rate));
        clients.landAtOnce();
        ticks++;
    }

    private boolean atGoal(RebalancePlan plan) {
        Wave wave = plan.waves().get(0);
        if (plan.goal().isEmpty()) {
            return false;
        }
        return !LookJudge.atGoal(
                        wave,
                        plan.goal().getAsLong(),
                        donor -> clients.on(names.indexOf(donor)),
                        clients.mean(indexes(wave.recipients())))
                .isEmpty();
    }

    private void sessions(List<Integer> donors, List<Integer> recipients, StartParameters sent) {
        while (!sent.sessions().reached(clients.meanAway(donors), clients.meanAway(recipients))
                && seconds < EngineModel.TICKS_MAX) {
            double recipientsMean = clients.meanAway(recipients);
            donors.stream()
                    .filter(donor -> clients.awayOn(donor) > recipientsMean)
                    .toList()
                    .forEach(donor -> clients.moveSessions(donor, sent.sessEvictRate(), recipients));
            pass(1);
        }
    }

    /**
     * Looks until hardly anybody is missing, or the recipients hold what they shall.
     *
     * @param missing no more than so many may be
     * @param recipients where they count; none: they do not
     */
    private void awaitClients(DoubleSupplier missing, List<Integer> recipients, Duration patience) {
        int steady = (int) Math.max(1, pace.steady().toSeconds());
        int until = seconds + (int) patience.toSeconds();
        while (clients.onTheirWay() > missing.getAsDouble()
                && (recipients.isEmpty() || clients.mean(recipients) < clients.mean(all))
                && seconds < until) {
            boolean soon = !recipients.isEmpty() && Verifier.soonCaughtUp(clients.mean(recipients), clients.mean(all));
            pass(soon ? 1 : steady);
        }
    }

    private Duration patience() {
        return pacing.reconnectP95().orElse(RECONNECT_UNKNOWN).plus(STRAGGLERS);
    }

    private void pass(int time) {
        for (int i = 0; i < time; i++) {
            clients.pass();
            recorder.second(fullest(giving), fullest(taking), clients.onTheirWayOfLate(), clients.connectsOfLate());
        }
        seconds += time;
    }

    private double fullest(List<Integer> nodes) {
        return nodes.stream().mapToDouble(clients::on).max().orElse(0);
    }

    /** Live connections, to the client. */
    private Map<String, Long> counts() {
        Map<String, Long> counts = new LinkedHashMap<>();
        all.forEach(node -> counts.put(names.get(node), Math.round(clients.on(node))));
        return counts;
    }

    private List<Integer> indexes(List<String> nodes) {
        return nodes.stream().map(names::indexOf).toList();
    }

    /** Nobody knows of the back-off: clients may be waited for, and EMQX may go on until nobody is left to wait for. */
    private Duration latest(RebalancePlan first) {
        int goesOn = first.goal().isPresent()
                ? 0
                : first.forecast().ticksWorst() - first.forecast().ticks();
        Duration waits =
                Backoff.of(pacing).isPresent() ? Duration.ZERO : patience().plusSeconds(goesOn);
        return Duration.ofSeconds((long) Math.ceil(seconds * (1 + DOUBT))).plus(waits);
    }

    private WholeRun told(Wave whole, RebalancePlan first) {
        double total = clients.total();
        double each = clients.onTheirWay() / names.size();
        Map<String, Long> counts = new LinkedHashMap<>();
        all.forEach(node -> counts.put(names.get(node), Math.round(clients.on(node) + each)));
        long mostOnOne = whole.nodes().stream().mapToLong(counts::get).max().orElse(0);
        double mean = whole.nodes().stream().mapToLong(counts::get).average().orElse(0);
        return new WholeRun(
                Duration.ofSeconds(seconds),
                starts,
                ticks,
                Math.round(clients.onTheirWayPeak()),
                total == 0 ? 0 : clients.onTheirWayPeak() / total,
                Math.round(fullestSecond(whole, clients.connectsPeak())),
                mean == 0 ? 1 : mostOnOne / mean,
                counts,
                latest(first),
                legs.all(),
                Optional.of(recorder.timeline(average -> fullestSecond(whole, average))));
    }

    /** Beyond what comes on average: so much the highest of so many draws is expected above it. */
    private double fullestSecond(Wave whole, double average) {
        boolean dealtToOne = whole.recipients().size() == 1 && clients.onTheirWayPeak() == 0;
        double variance = dealtToOne ? churn : average;
        return average + Math.sqrt(2 * Math.log(Math.max(1, recipientSeconds)) * variance);
    }
}
