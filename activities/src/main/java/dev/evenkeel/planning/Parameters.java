package dev.evenkeel.planning;

import dev.evenkeel.contract.Pacing;
import dev.evenkeel.contract.RebalanceStrategy;
import dev.evenkeel.contract.StartParameters;
import dev.evenkeel.contract.Threshold;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Fills in what a strategy leaves open. Given fields are kept as given; each choice comes with its reason.
 *
 * @param asked what was given
 * @param parameters every field filled
 * @param choices "name value: reason" for each field that was open
 */
record Parameters(RebalanceStrategy asked, StartParameters parameters, List<String> choices) {
    /** Level to within two percent: EMQX's own 1.1 would let a new node stay a tenth short. */
    static final double RELATIVE = 1.02;

    /** The same two percent as a share: in binary, 1.02 - 1 is a trifle more, and 2 % of 2500 would come out as 51. */
    private static final double LEVEL_SHARE = 0.02;

    /** One eviction step moves the gap by a hundredth of the mean, so that the last step cannot overshoot by more. */
    static final double STEP_SHARE = 0.01;

    /** Chance hardly ever gives a node more than this beyond its share. */
    private static final double STANDARD_DEVIATIONS = 3;

    private static final double CLEARLY = 0.75;

    /** EMQX's own default, which we never exceed unasked. */
    static final int RATE_MAX = 500;

    /** EMQX's own default: clients in back-off find their session where they left it. */
    static final Duration WAIT_TAKEOVER = Duration.ofSeconds(60);

    /**
     * Each of R recipients ends with about the mean, dealt out among them by chance: with a variance of mean (1 - 1/R),
     * whatever the number of donors.
     */
    static Parameters fill(RebalanceStrategy strategy, Pacing pacing, Situation situation) {
        double mean = situation.mean();
        int donors = situation.donors();
        int recipients = situation.recipients();
        List<String> choices = new ArrayList<>();
        int level = (int) Math.max(1, Math.ceil(LEVEL_SHARE * mean));
        int noise = (int) Math.ceil(STANDARD_DEVIATIONS * Math.sqrt(mean * (1 - 1.0 / recipients)));
        int absolute = choose(
                choices,
                "absConnThreshold",
                strategy.absConnThreshold(),
                Math.max(level, noise),
                noise > level
                        ? "three standard deviations of what chance gives each recipient"
                        : "two percent of the mean");
        double relative = choose(
                choices, "relConnThreshold", strategy.relConnThreshold(), RELATIVE, "level to within two percent");
        int rate = situation
                .budget()
                .map(limit -> withinBudget(choices, strategy, limit, donors, recipients))
                .orElseGet(() -> choose(
                        choices,
                        "connEvictRate",
                        strategy.connEvictRate(),
                        stepRate(mean, donors, recipients),
                        "one step moves the gap by at most a hundredth of the mean"));
        int sessionRate = choose(choices, "sessEvictRate", strategy.sessEvictRate(), RATE_MAX, "EMQX's own default");
        int sessionAbsolute =
                choose(choices, "absSessThreshold", strategy.absSessThreshold(), absolute, "as for connections");
        double sessionRelative =
                choose(choices, "relSessThreshold", strategy.relSessThreshold(), 1.1, "EMQX's own default");
        Duration waitHealthCheck = longEnough(
                choices,
                situation.healthWait(),
                choose(
                        choices,
                        "waitHealthCheck",
                        strategy.waitHealthCheck(),
                        situation.healthWait().open(),
                        situation.healthWait().openReason()));
        Duration reconnected = pacing.reconnectP95().orElse(WAIT_TAKEOVER);
        double unheated = secondsUnheated(situation, new Threshold(absolute, relative));
        Duration waitTakeover = unheated < reconnected.toSeconds()
                ? choose(
                        choices,
                        "waitTakeover",
                        strategy.waitTakeover(),
                        Duration.ofSeconds((long) Math.max(1, unheated)),
                        "while donors are out, clients that come by themselves all go to the recipients")
                : choose(
                        choices,
                        "waitTakeover",
                        strategy.waitTakeover(),
                        reconnected,
                        pacing.reconnectP95().isPresent() ? "reconnectP95" : "EMQX's own default");
        return new Parameters(
                strategy,
                new StartParameters(
                        rate,
                        sessionRate,
                        waitHealthCheck,
                        waitTakeover,
                        new Threshold(absolute, relative),
                        new Threshold(sessionAbsolute, sessionRelative)),
                List.copyOf(choices));
    }

    /** A donor that holds more goes on: three quarters of what the level allows, so that chance alone sends nobody on. */
    static double clearlyAbove(long goal) {
        return goal + CLEARLY * Math.max(LEVEL_SHARE * goal, STANDARD_DEVIATIONS * Math.sqrt(goal));
    }

    /**
     * How long donors may stay out once recipients are level: what comes by itself meanwhile may use up half of what the
     * level allows. Sessions that are moved before their clients are back wait for them where they were moved to.
     */
    private static double secondsUnheated(Situation situation, Threshold level) {
        double natural = situation.budget().map(Budget::natural).orElse(0.0);
        double room = (level.ceiling(situation.mean()) - situation.mean()) / 2 * situation.recipients();
        return natural > 0 ? room / natural : Double.POSITIVE_INFINITY;
    }

    /** Given or not, the rate is never above what the budget allows. */
    private static int withinBudget(
            List<String> choices, RebalanceStrategy strategy, Budget budget, int donors, int recipients) {
        int most = Math.max(1, budget.ratePerDonor(donors, recipients));
        int rate = strategy.connEvictRate().filter(given -> given < most).orElse(most);
        if (rate == most) {
            choices.add(String.format(
                    Locale.ROOT,
                    "connEvictRate %d: %d connects a second on each recipient, less %.0f that come by themselves and what"
                            + " chance adds",
                    rate,
                    budget.connectsPerSecond(),
                    budget.natural() / recipients));
        }
        return rate;
    }

    /**
     * @param healthWait how long donors take to leave
     * @param mean live connections of the nodes that take part
     * @param donors how many
     * @param recipients how many
     * @param budget of the recipients; empty: none is asked for
     */
    record Situation(HealthWait healthWait, double mean, int donors, int recipients, Optional<Budget> budget) {}

    private static Duration longEnough(List<String> choices, HealthWait healthWait, Duration wait) {
        if (wait.compareTo(healthWait.least()) >= 0) {
            return wait;
        }
        choices.add("waitHealthCheck " + healthWait.least().toSeconds() + " s, raised from " + wait.toSeconds() + " s: "
                + healthWait.leastReason());
        return healthWait.least();
    }

    private static int stepRate(double mean, int donors, int recipients) {
        double step = STEP_SHARE * mean / (1 + (double) donors / recipients);
        return (int) Math.max(1, Math.min(RATE_MAX, Math.floor(step)));
    }

    private static <T> T choose(List<String> choices, String name, Optional<T> given, T open, String reason) {
        if (given.isPresent()) {
            return given.get();
        }
        choices.add(name + " " + (open instanceof Duration wait ? wait.toSeconds() + " s" : open) + ": " + reason);
        return open;
    }
}
