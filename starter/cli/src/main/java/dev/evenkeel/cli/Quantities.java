package dev.evenkeel.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Numbers as people read them; the same in every locale. */
final class Quantities {
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Quantities() {}

    /** {@code 10,000}. */
    static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** {@code +2,340}, {@code -780}, {@code 0}. */
    static String change(long change) {
        return change > 0 ? "+" + count(change) : count(change);
    }

    /** {@code 1m 38s}, {@code 2h 5m}, {@code 10s}; below a second {@code 14ms}. */
    static String time(Duration length) {
        if (length.isNegative()) {
            return "-" + time(length.negated());
        }
        long seconds = length.toSeconds();
        if (seconds == 0) {
            return length.isZero() ? "0s" : length.toMillis() + "ms";
        }
        if (seconds < 60) {
            return seconds + "s";
        }
        return seconds < 3_600
                ? seconds / 60 + "m " + seconds % 60 + "s"
                : seconds / 3_600 + "h " + seconds % 3_600 / 60 + "m";
    }

    /** {@code 12:00:13Z}. */
    static String clock(Instant instant) {
        return CLOCK.format(instant);
    }

    static String factor(double factor) {
        return String.format(Locale.ROOT, "%.2f", factor);
    }
}
