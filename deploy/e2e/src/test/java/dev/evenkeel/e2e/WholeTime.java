package dev.evenkeel.e2e;

import dev.evenkeel.e2e.Storm.Ours;
import dev.evenkeel.e2e.Storm.Played;
import java.util.Locale;

/**
 * A whole run of ours with open waits, beside EMQX alone with its own default waits at the same rate and thresholds.
 *
 * @param storm the cluster
 * @param ours what became of ours
 * @param alone what became of EMQX alone
 */
record WholeTime(Storm storm, Ours ours, Played alone) {
    /** EMQX's own defaults. */

    /** @param pacing as in a request */
    static WholeTime of(Storm storm, String pacing) {
        Ours ours = storm.ours(pacing);
        return new WholeTime(storm, ours, storm.alone(ours.first(), Storm.withDefaultWaits(ours.first())));
    }

    boolean oursIsNoLonger() {
        return ours.paced().compareTo(alone.took()) <= 0;
    }

    String row() {
        return String.format(
                Locale.ROOT,
                "| %s | %d s | %d | %s | %s | %s | %.3f | %.3f |",
                storm.name(),
                storm.backoff().max().toSeconds(),
                storm.seed(),
                Percentile.seconds(ours.paced()),
                Percentile.seconds(alone.took()),
                oursIsNoLonger() ? "yes" : "**no**",
                ours.played().skew(),
                alone.skew());
    }
}
