package dev.evenkeel.planning;

import dev.evenkeel.contract.Census;
import dev.evenkeel.contract.EmqxState;
import dev.evenkeel.contract.EngineActivities.Arrivals;
import dev.evenkeel.contract.EngineActivities.WatchOrder;
import dev.evenkeel.contract.GuardActivities.Evicted;
import dev.evenkeel.contract.GuardActivities.GuardMemory;
import dev.evenkeel.contract.GuardActivities.GuardOrder;
import dev.evenkeel.contract.Outlook;
import dev.evenkeel.contract.Outlook.Headway;
import dev.evenkeel.contract.RebalancePlan.Leg;
import dev.evenkeel.contract.RebalancePlan.WholeRun;
import dev.evenkeel.contract.Wave;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How far a run is, how long it still takes and what holds it up, from look to look.
 *
 * <p>What is left of the eviction that is on follows from the counts; what comes after it, further waves, waits and
 * verification, is what the plan foretold. How long evictions take is measured: the clients that donors have lost over
 * the last looks, in four stretches, the fastest of which gives the early end and the slowest the late one. Before four
 * stretches were seen EMQX's own rate gives the early end, and the worst that its rules allow the late one.
 *
 * <p>Clients that are evicted and not back must be awaited. Where nobody has told how long they stay away, it is as long on
 * average as those who are away are evicted in; the last ones take up to a few times that. As long as most of those who were
 * evicted are away nothing is known, and they may take as long as a run waits for them.
 */
public final class OutlookJudge {
    /** Looks that are kept: a minute of them at the steady pace. */
    private static final int LOOKS_KEPT = 17;

    /** Stretches that are compared. */
    private static final int STRETCHES = 4;

    /** EMQX's ticks are counted whole: so long a stretch is, at least, that one more or less is a tenth. */
    private static final double STRETCH_SECONDS_MIN = 4;

    /** However even it looks. */
    private static final double DOUBT = 0.03;

    /** Of an eviction that was not seen yet: steps take longer than a second where nodes answer slowly. */
    private static final double SLOW_STEPS = 1.2;

    /** Of waits and verification as foretold, where the back-off is known. */
    private static final double WAITS_DOUBT = 0.15;

    /** The last client of a back-off that is even is away twice as long as all are on average, others longer. */
    private static final double LAST_CLIENT = 2.5;

    private static final double FIRST_OF_THE_LAST = 0.8;

    /** Seconds that clients are away without their being in back-off. */
    private static final double DELAY_UNSUSPICIOUS = 1;

    /** As a run waits where nobody has told of the back-off: two minutes, and one for stragglers. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** Looks at the end of the waiting for clients and of the verification, which come late by up to one each. */
    private static final int LOOKS_LATE = 2;

    /** Donors come back, and the like: fractions of a second, or seconds with a slow Kubernetes. */
    private static final Duration STEPS_OF_OURS = Duration.ofSeconds(5);

    /** An eviction that stands still for so long is worth a word. */
    private static final Duration STILL = Duration.ofSeconds(15);

    /** Until clients that were never on their way are told from those that are: so many ticks' worth of them. */
    private static final int TICKS_BETWEEN_TWO_NODES = 2;

    private static final int DONE_MAX = 99;

    private final Pace pace;
    private final LookJudge looks;

    public OutlookJudge(Pace pace) {
        this.pace = pace;
        this.looks = new LookJudge(pace);
    }

    /**
     * The outlook after one more look; empty where no forecast came with the order, as from a run of an older release.
     *
     * @param order what is watched
     * @param before the outlook of the look before
     * @param state EMQX's state now
     * @param since when it was first seen
     * @param census the clients, where they were counted
     * @param guard what was seen for the guardrails
     * @param arrivals clients that tried to connect, where that is watched
     */
    public Optional<Outlook> next(
            WatchOrder order,
            Optional<Outlook> before,
            EmqxState state,
            Instant since,
            Optional<Census> census,
            Optional<GuardMemory> guard,
            Optional<Arrivals> arrivals,
            Instant now) {
        if (order.forecast().isEmpty()) {
            return Optional.empty();
        }
        Outlook.Forecast forecast = order.forecast().get();
        Headway headway = headway(forecast, order.wave(), before.flatMap(Outlook::headway), state, since, census, now);
        Part part = part(order, forecast.run(), state, since, census, headway, now);
        Range tail = clientsBack(order, forecast.run(), census, headway).plus(part.rest());
        long all = Math.max(forecast.run().moves(), moved(headway) + part.clients()) + headway.movedBefore();
        int percent = all <= 0 ? 0 : (int) Math.min(DONE_MAX, 100 * headway.moved() / all);
        return Optional.of(new Outlook(
                now,
                Math.max(before.map(Outlook::percent).orElse(0), percent),
                wall(tail.least()),
                wall(tail.most()).plus(pace.steady().multipliedBy(LOOKS_LATE)).plus(pace.wall(STEPS_OF_OURS)),
                blocker(order, state, since, census, guard, arrivals, now),
                Optional.of(headway)));
    }

    /** Since the forecast was made. */
    private static long moved(Headway headway) {
        return headway.moved() - headway.movedBefore();
    }

    private Duration wall(double engineSeconds) {
        return pace.wall(Duration.ofMillis(Math.round(1000 * Math.max(0, engineSeconds))));
    }

    private Headway headway(
            Outlook.Forecast forecast,
            Wave wave,
            Optional<Headway> before,
            EmqxState state,
            Instant since,
            Optional<Census> census,
            Instant now) {
        Headway last =
                before.orElseGet(() -> new Headway(forecast.madeAt(), 0, 0, false, Map.of(), since, List.of(), 0, 0));
        boolean evicting = state == EmqxState.EVICTING_CONNS;
        Map<String, Long> donors = census.map(counted -> donors(wave, counted)).orElse(last.donors());
        long gone = evicting || last.evicting() ? lost(last.donors(), donors) : 0;
        long moved = last.moved() + gone;
        boolean newForecast = !forecast.madeAt().equals(last.forecastAt());
        List<Evicted> seen = evicting ? seen(last, since, moved, census, now) : List.of();
        Optional<Range> stretch = stretch(seen, wave);
        return new Headway(
                forecast.madeAt(),
                newForecast ? moved : last.movedBefore(),
                moved,
                evicting,
                donors,
                since,
                seen,
                stretch.map(Range::least).orElse(last.fastest()),
                stretch.map(Range::most).orElse(last.slowest()));
    }

    private static Map<String, Long> donors(Wave wave, Census census) {
        return wave.donors().stream()
                .filter(donor -> census.connections().containsKey(donor))
                .collect(Collectors.toMap(donor -> donor, census::on, (one, other) -> one, TreeMap::new));
    }

    /** By donors that are out in both; those that took clients meanwhile have lost none. */
    private static long lost(Map<String, Long> before, Map<String, Long> now) {
        return Math.max(
                0,
                now.entrySet().stream()
                        .filter(donor -> before.containsKey(donor.getKey()))
                        .mapToLong(donor -> before.get(donor.getKey()) - donor.getValue())
                        .sum());
    }

    private List<Evicted> seen(Headway last, Instant since, long moved, Optional<Census> census, Instant now) {
        List<Evicted> seen = new ArrayList<>(last.evicting() && last.since().equals(since) ? last.seen() : List.of());
        boolean fresh = census.isPresent()
                && (seen.isEmpty()
                        || Duration.between(seen.get(seen.size() - 1).at(), now).compareTo(pace.steady()) >= 0);
        if (fresh) {
            seen.add(new Evicted(now, moved));
        }
        return seen.size() > LOOKS_KEPT ? seen.subList(seen.size() - LOOKS_KEPT, seen.size()) : seen;
    }

    /** How many times as long as by EMQX's rate it takes; empty where too little was seen. */
    private Optional<Range> stretch(List<Evicted> seen, Wave wave) {
        int step = (seen.size() - 1) / STRETCHES;
        if (step == 0) {
            return Optional.empty();
        }
        double perSecond =
                (double) wave.parameters().connEvictRate() * wave.donors().size();
        double least = Double.MAX_VALUE;
        double most = 0;
        for (int end = seen.size() - 1, part = 0; part < STRETCHES; part++, end -= step) {
            Evicted from = seen.get(end - step);
            Evicted until = seen.get(end);
            double seconds = pace.engineSeconds(Duration.between(from.at(), until.at()));
            double ticks = (until.clients() - from.clients()) / perSecond;
            if (seconds < STRETCH_SECONDS_MIN * (1 - DOUBT)) {
                return Optional.empty();
            }
            least = Math.min(least, seconds / (ticks + 1));
            most = Math.max(most, seconds / Math.max(ticks - 1, 1 / STRETCH_SECONDS_MIN));
        }
        Evicted first = seen.get(seen.size() - 1 - STRETCHES * step);
        Evicted last = seen.get(seen.size() - 1);
        double ticks = Math.max(1 / STRETCH_SECONDS_MIN, (last.clients() - first.clients()) / perSecond);
        double mean = pace.engineSeconds(Duration.between(first.at(), last.at())) / ticks;
        // What four stretches differ by tells how far their mean may be off: half as far.
        return Optional.of(new Range(
                mean - Math.max(DOUBT * mean, (mean - least) / 2), mean + Math.max(DOUBT * mean, (most - mean) / 2)));
    }

    /**
     * @param rest seconds of EMQX from now to the end, if clients are back at once
     * @param clients that the eviction that is on still moves
     */
    private record Part(Range rest, long clients) {}

    /** What is left of the wave that is on, and of those after it. */
    private Part part(
            WatchOrder order,
            WholeRun run,
            EmqxState state,
            Instant since,
            Optional<Census> census,
            Headway headway,
            Instant now) {
        Wave wave = order.wave();
        boolean seen = headway.slowest() > 0;
        Range stretch = seen ? new Range(headway.fastest(), headway.slowest()) : new Range(1 - DOUBT, SLOW_STEPS);
        Ahead legs = new Ahead(run, moved(headway));
        double inState = pace.engineSeconds(Duration.between(since, now));
        return switch (state) {
            case WAIT_HEALTH_CHECK -> {
                int leg = legs.beginning();
                double wait = Math.max(0, wave.parameters().waitHealthCheck().toMillis() / 1e3 - inState);
                Range eviction = Range.of(legs.seconds(leg)).times(stretch);
                Range takeover = takeovers(order, run, legs, leg, clientsMissing(order, run, census, headway));
                yield new Part(
                        legs.after(leg, stretch).plus(takeover).plus(eviction).plus(Range.of(wait)), 0);
            }
            case EVICTING_CONNS -> {
                // The next step may come at once.
                int ticks = census.map(counted -> LookJudge.ticksLeft(wave, state, order.goal(), counted))
                        .orElse(0);
                int worst = census.filter(counted -> !seen)
                        .map(counted -> LookJudge.ticksLeftAtWorst(wave, order.goal(), counted))
                        .orElse(ticks);
                long clients = (long) ticks
                        * wave.parameters().connEvictRate()
                        * wave.donors().size();
                int leg = legs.ending(clients);
                Range eviction =
                        new Range(Math.max(0, ticks - 1) * stretch.least(), Math.max(ticks, worst) * stretch.most());
                Range takeover = takeovers(order, run, legs, leg, clientsMissing(order, run, census, headway));
                yield new Part(legs.after(leg, stretch).plus(takeover).plus(eviction), clients);
            }
            case WAIT_TAKEOVER, EVICTING_SESSIONS -> {
                int leg = legs.ending(0);
                double waited = state == EmqxState.WAIT_TAKEOVER
                        ? inState
                        : inState + wave.parameters().waitTakeover().toSeconds();
                Instant due = looks.changeDue(wave, state, since, order.goal(), census, now);
                double left = pace.engineSeconds(looks.remaining(wave, state, due, census, now));
                double pause = legs.pauseAfter(leg);
                yield new Part(legs.after(leg, stretch).plus(Range.of(Math.max(left, pause - waited) - pause)), 0);
            }
            case GONE -> new Part(legs.after(legs.ending(0), stretch), 0);
        };
    }

    /**
     * EMQX's wait after an eviction is skipped where donors come to their goal before EMQX's own end. Where the two are a few
     * steps apart chance decides; and clients in back-off, of whom nobody told the plan, let the goal come first.
     *
     * @param from the leg that is on
     * @return how much less, or more, than was foretold all such waits may take
     */
    private Range takeovers(WatchOrder order, WholeRun run, Ahead legs, int from, boolean clientsMissing) {
        double wait = order.wave().parameters().waitTakeover().toSeconds();
        Range doubt = Range.of(0);
        for (int leg = Math.max(0, from);
                order.goal().isPresent() && leg < run.legs().size();
                leg++) {
            boolean foretold = legs.pauseAfter(leg) >= wait;
            boolean tie = run.legs().get(leg).tie();
            doubt = doubt.plus(new Range(
                    foretold && (tie || clientsMissing) ? -wait : 0, !foretold && tie && !clientsMissing ? wait : 0));
        }
        return doubt;
    }

    /** Whether more of them may be than the plan knew of. */
    private boolean clientsMissing(WatchOrder order, WholeRun run, Optional<Census> census, Headway headway) {
        return run.offlinePeak() == 0 && (headway.slowest() == 0 || delay(order, census) > DELAY_UNSUSPICIOUS);
    }

    /** How long clients are away on average, in seconds of EMQX: as long as it takes to evict as many as are. */
    private static double delay(WatchOrder order, Optional<Census> census) {
        double perSecond = (double) order.wave().parameters().connEvictRate()
                * order.wave().donors().size();
        return order.guard()
                        .map(GuardOrder::began)
                        .flatMap(began -> census.map(counted -> began.total() - counted.total()))
                        .map(missing -> Math.max(0.0, missing - TICKS_BETWEEN_TWO_NODES * perSecond))
                        .orElse(0.0)
                / perSecond;
    }

    /** How much longer it takes because clients are on their way, and how surely the waits are known. */
    private Range clientsBack(WatchOrder order, WholeRun run, Optional<Census> census, Headway headway) {
        if (run.offlinePeak() > 0) {
            double waits = new Ahead(run, moved(headway)).tail();
            return new Range(-WAITS_DOUBT * waits, WAITS_DOUBT * waits);
        }
        double delay = delay(order, census);
        double perSecond = (double) order.wave().parameters().connEvictRate()
                * order.wave().donors().size();
        boolean mostAreAway = headway.slowest() == 0 || delay * perSecond > headway.moved() / 2.0;
        double patience = PATIENCE.toSeconds();
        return new Range(
                Math.min(patience, delay) * FIRST_OF_THE_LAST,
                mostAreAway ? patience : Math.min(patience, LAST_CLIENT * delay));
    }

    private Optional<String> blocker(
            WatchOrder order,
            EmqxState state,
            Instant since,
            Optional<Census> census,
            Optional<GuardMemory> guard,
            Optional<Arrivals> arrivals,
            Instant now) {
        return switch (state) {
            case WAIT_HEALTH_CHECK ->
                order.landingQuiet()
                        .filter(quiet -> now.isAfter(since.plus(quiet)))
                        .flatMap(quiet -> QuietRule.unquiet(arrivals, quiet, order.wave(), now));
            case EVICTING_CONNS ->
                order.guard()
                        .flatMap(rails -> guard.flatMap(seen -> census.flatMap(
                                counted -> GuardJudge.hindrance(rails, seen, counted, pace.wall(STILL)))));
            case WAIT_TAKEOVER, EVICTING_SESSIONS, GONE -> Optional.empty();
        };
    }

    /** Seconds of EMQX. */
    private record Range(double least, double most) {
        static Range of(double seconds) {
            return new Range(seconds, seconds);
        }

        Range plus(Range other) {
            return new Range(least + other.least, most + other.most);
        }

        Range times(Range factor) {
            return new Range(least * factor.least, most * factor.most);
        }
    }

    /**
     * The evictions that were foretold.
     *
     * @param run of which
     * @param moved clients so far
     */
    private record Ahead(WholeRun run, long moved) {
        /** The one that begins when so many clients have been moved, as nearly as can be told. */
        int beginning() {
            return nearest(moved) + 1;
        }

        /** The one that ends when so many more clients have been moved, likewise. */
        int ending(long more) {
            return nearest(moved + more);
        }

        /** The leg after which the clients moved come nearest to this; -1: before all of them. */
        private int nearest(long clients) {
            int nearest = -1;
            long off = clients;
            long sum = 0;
            for (int leg = 0; leg < run.legs().size(); leg++) {
                sum += run.legs().get(leg).clients();
                if (Math.abs(sum - clients) < off) {
                    nearest = leg;
                    off = Math.abs(sum - clients);
                }
            }
            return nearest;
        }

        double seconds(int leg) {
            return leg < run.legs().size() ? run.legs().get(leg).seconds() : 0;
        }

        /** From this one's end. */
        Range after(int leg, Range stretch) {
            Range after = Range.of(tail());
            for (Leg later : run.legs()
                    .subList(Math.min(leg + 1, run.legs().size()), run.legs().size())) {
                after = after.plus(Range.of(later.secondsBefore()))
                        .plus(Range.of(later.seconds()).times(stretch));
            }
            return after;
        }

        /** Until the next one, or to the end. */
        double pauseAfter(int leg) {
            return leg + 1 < run.legs().size() ? run.legs().get(leg + 1).secondsBefore() : tail();
        }

        /** After the last one. */
        double tail() {
            int all = run.legs().stream()
                    .mapToInt(leg -> leg.secondsBefore() + leg.seconds())
                    .sum();
            return Math.max(0, run.took().toSeconds() - all);
        }
    }
}
