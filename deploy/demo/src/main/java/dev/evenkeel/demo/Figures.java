package dev.evenkeel.demo;

import java.time.Duration;
import java.util.Locale;

/** Numbers as the article writes them, the same in every locale. */
final class Figures {
    private Figures() {}

    /** {@code 3334}, {@code 10,000}. */
    static String count(long count) {
        return Math.abs(count) < 10_000 ? Long.toString(count) : String.format(Locale.ROOT, "%,d", count);
    }

    /** {@code +2340}, {@code -780}. */
    static String change(long change) {
        return change > 0 ? "+" + count(change) : count(change);
    }

    /** {@code 1:38}, minutes and seconds. */
    static String clock(Duration length) {
        long seconds = Math.max(0, length.toSeconds());
        return seconds / 60 + ":" + String.format(Locale.ROOT, "%02d", seconds % 60);
    }

    /** {@code 9.8}, seconds. */
    static String seconds(Duration length) {
        return String.format(Locale.ROOT, "%.1f", length.toMillis() / 1000.0);
    }

    /** {@code 34 ms}, {@code 3.4 s}. */
    static String span(Duration length) {
        return length.compareTo(Duration.ofSeconds(1)) < 0 ? length.toMillis() + " ms" : seconds(length) + " s";
    }

    static String left(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    static String right(String text, int width) {
        return " ".repeat(Math.max(0, width - text.length())) + text;
    }
}
