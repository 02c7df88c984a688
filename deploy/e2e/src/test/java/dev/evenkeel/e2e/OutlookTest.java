package dev.evenkeel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.contract.EngineActivities.Look;
import dev.evenkeel.contract.Outlook;
import dev.evenkeel.contract.RebalancePlan.Leg;
import dev.evenkeel.e2e.Storm.Ours;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What looks say of the time that a run still takes, against what it took: random clusters with back-off and churn, whole
 * runs in skipped time.
 */
@Timeout(900)
final class OutlookTest {
    private static final int SEEDS = Integer.getInteger("seeds", 10);

    /** Of all looks of a run. */
    private static final double TRUE_SHARE = 0.9;

    /** Of all runs: where chance makes one more wave of a run all of its bands are wrong. */
    private static final double TRUE_RUNS_SHARE = 0.8;

    /** Ends are seen so much late at most. */
    private static final Duration A_LOOK = Duration.ofSeconds(1);

    /**
     * Once an eviction has been seen for a while, and the back-off was told or there is none, nine in ten bands are no wider
     * than this share of what is left, and so much.
     */
    private static final double WIDTH_SHARE = 0.4;

    private static final Duration WIDTH = Duration.ofSeconds(30);

    /** More where it is open whether EMQX's wait for takeovers is skipped. */
    private static final Duration TAKEOVER = Duration.ofSeconds(60);

    /** One look and what became of it. */
    record Sight(Outlook outlook, Duration truth, boolean told, boolean open) {
        boolean within() {
            return outlook.earliest().minus(A_LOOK).compareTo(truth) <= 0
                    && outlook.latest().plus(A_LOOK).compareTo(truth) >= 0;
        }

        boolean measured() {
            return told && outlook.headway().orElseThrow().slowest() > 0;
        }

        boolean narrow() {
            Duration more = open ? WIDTH.plus(TAKEOVER) : WIDTH;
            double width = outlook.latest().minus(outlook.earliest()).toMillis();
            return width <= WIDTH_SHARE * truth.toMillis() + more.toMillis();
        }

        String row() {
            return String.format(
                    Locale.ROOT,
                    "%s %3d %% %s..%s took %s%s%s",
                    outlook.at(),
                    outlook.percent(),
                    outlook.earliest().toSeconds(),
                    outlook.latest().toSeconds(),
                    truth.toSeconds(),
                    within() ? "" : " OUT",
                    (measured() && !narrow() ? " WIDE" : ""));
        }
    }

    @Test
    void theBandHoldsWhatIsLeft() {
        List<Sight> all = new ArrayList<>();
        List<Double> trueShares = new ArrayList<>();
        for (long seed = Integer.getInteger("first", 1); seed <= SEEDS; seed++) {
            Storm storm = Storm.random(seed);
            for (String pacing : List.of(
                    "{\"maxConnectsPerSecondPerRecipient\": " + PlannedRun.budget(storm) + "}",
                    Storm.knowing(Math.toIntExact(storm.backoff().max().toSeconds()), PlannedRun.budget(storm)))) {
                boolean told =
                        pacing.contains("reconnect") || storm.backoff().max().isZero();
                List<Sight> sights = sights(storm.ours(pacing), told);
                all.addAll(sights);
                trueShares.add(share(sights.stream().filter(Sight::within).count(), sights.size()));
                System.out.println("[outlook] seed " + seed + ", " + storm.name() + ", back-off "
                        + storm.backoff().max() + ", churn " + storm.churn() + ", " + pacing + "\n"
                        + String.join("\n", sights.stream().map(Sight::row).toList()));
                assertThat(sights.stream()
                                .map(sight -> sight.outlook().percent())
                                .toList())
                        .isSorted();
            }
        }
        List<Sight> measured = all.stream().filter(Sight::measured).toList();
        System.out.println("[outlook] " + all.size() + " looks, within "
                + share(all.stream().filter(Sight::within).count(), all.size()) + "; measured " + measured.size()
                + ", narrow " + share(measured.stream().filter(Sight::narrow).count(), measured.size()));
        assertThat(share(trueShares.stream().filter(part -> part >= TRUE_SHARE).count(), trueShares.size()))
                .as("runs whose bands are true, of %s", trueShares)
                .isGreaterThanOrEqualTo(TRUE_RUNS_SHARE);
        assertThat(share(measured.stream().filter(Sight::narrow).count(), measured.size()))
                .isGreaterThanOrEqualTo(TRUE_SHARE);
    }

    private static List<Sight> sights(Ours ours, boolean told) {
        boolean open =
                ours.plan().forecast().run().orElseThrow().legs().stream().anyMatch(Leg::tie);
        return ours.looks().stream()
                .map(Look::outlook)
                .map(outlook -> outlook.orElseThrow())
                .map(outlook -> new Sight(outlook, ours.pacedAfter(outlook.at()), told, open))
                .toList();
    }

    private static double share(long some, long all) {
        return all == 0 ? 0 : (double) some / all;
    }
}
