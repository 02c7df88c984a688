package dev.evenkeel.e2e;

import dev.evenkeel.contract.Outcome;
import dev.evenkeel.contract.RebalancePlan.WholeRun;
import dev.evenkeel.e2e.Storm.Ours;
import java.time.Duration;
import java.util.Locale;

/**
 * A run of a random cluster, without faults, beside what its first plan foretold.
 *
 * @param storm the cluster; its seed says all of it
 * @param foretold by the plan
 * @param ours what became of it
 */
record PlannedRun(Storm storm, WholeRun foretold, Ours ours) {
    /** Within a budget, so that clients that come by themselves are measured; the back-off is told. */
    static PlannedRun of(long seed) {
        Storm storm = Storm.random(seed);
        Ours ours =
                storm.ours(Storm.knowing(Math.toIntExact(storm.backoff().max().toSeconds()), budget(storm)));
        return new PlannedRun(storm, ours.plan().forecast().run().orElseThrow(), ours);
    }

    /** A fiftieth of what a node is to hold, and more where clients come by themselves: a minute or two of eviction. */
    static int budget(Storm storm) {
        long mean = storm.counts().stream().mapToLong(Long::longValue).sum()
                / storm.counts().size();
        return (int) Math.max(60, mean / 50 + storm.churn());
    }

    /** How far the time is off, as a share of what was foretold. */
    double timeOff() {
        return Math.abs(ours.paced().toMillis() / 1e3 / foretold.took().toSeconds() - 1);
    }

    boolean atOnce() {
        return storm.backoff().max().isZero();
    }

    /** Where clients return at once and nobody comes by himself, nothing is left to chance but who gets whom. */
    boolean exact() {
        return storm.churn() == 0 && atOnce();
    }

    /** Of donors and of the recipients together. */
    boolean countsAsForetold() {
        var wave = ours.first();
        var after = ours.result().after().orElseThrow();
        return wave.donors().stream()
                        .allMatch(donor -> after.on(donor) == foretold.counts().get(donor))
                && wave.recipients().stream().mapToLong(after::on).sum()
                        == wave.recipients().stream()
                                .mapToLong(foretold.counts()::get)
                                .sum();
    }

    boolean balanced() {
        return ours.result().outcome() == Outcome.BALANCED;
    }

    @Override
    public String toString() {
        return row();
    }

    String row() {
        Duration paced = ours.paced();
        return String.format(
                Locale.ROOT,
                "| %d | %s | %s | %.0f | %d s | %s | %.1f %% | %d | %d | %.1f %% | %.1f %% | %.3f | %.3f | %s |",
                storm.seed(),
                storm.name(),
                storm.backoff().max().toSeconds() + " s",
                storm.churn(),
                foretold.took().toSeconds(),
                Percentile.seconds(paced),
                100 * timeOff(),
                foretold.starts(),
                ours.played().starts(),
                100 * foretold.offlineShare(),
                100 * ours.played().offline(),
                foretold.skew(),
                ours.played().skew(),
                exact() ? countsAsForetold() ? "exact" : "off" : "");
    }
}
