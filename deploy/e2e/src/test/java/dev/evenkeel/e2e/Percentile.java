package dev.evenkeel.e2e;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** Figures of a report. */
public final class Percentile {
    private Percentile() {}

    /** The smallest value that so large a share of all does not exceed. */
    public static Duration of(Collection<Duration> values, double share) {
        List<Duration> sorted = values.stream().sorted().toList();
        return sorted.get(Math.max(0, (int) Math.ceil(share * sorted.size()) - 1));
    }

    /** As {@code 12.3 s}. */
    public static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1e3);
    }

    /** As {@code 12.3 ms}. */
    public static String millis(Duration duration) {
        return String.format(Locale.ROOT, "%.1f ms", duration.toNanos() / 1e6);
    }
}
