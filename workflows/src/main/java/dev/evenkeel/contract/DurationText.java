package dev.evenkeel.contract;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 90}, {@code 90s}, {@code 1m30s}, {@code 1m 30s}, {@code 2h}, {@code PT90S}. */
public final class DurationText {
    /** The forms, for messages. */
    public static final String FORMS = "seconds, or as 90s, 1m30s, 2h or PT90S";

    private static final int LENGTH_MAX = 40;
    private static final Pattern SECONDS = Pattern.compile("\\d{1,12}");
    private static final Pattern UNITS = Pattern.compile(
            "(?:(\\d{1,9})d)?\\s*(?:(\\d{1,9})h)?\\s*(?:(\\d{1,9})m)?\\s*(?:(\\d{1,9})s)?", Pattern.CASE_INSENSITIVE);

    private DurationText() {}

    /** The duration; empty where the text is none. */
    public static Optional<Duration> parse(String text) {
        String stripped = text.length() > LENGTH_MAX ? "" : text.strip();
        if (SECONDS.matcher(stripped).matches()) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(stripped)));
        }
        if (stripped.toUpperCase(Locale.ROOT).startsWith("P")) {
            return iso(stripped);
        }
        Matcher units = UNITS.matcher(stripped);
        return !stripped.isEmpty() && units.matches()
                ? Optional.of(Duration.ofDays(part(units, 1))
                        .plusHours(part(units, 2))
                        .plusMinutes(part(units, 3))
                        .plusSeconds(part(units, 4)))
                : Optional.empty();
    }

    private static Optional<Duration> iso(String text) {
        try {
            return Optional.of(Duration.parse(text));
        } catch (DateTimeException notIso) {
            return Optional.empty();
        }
    }

    private static long part(Matcher units, int group) {
        return units.group(group) == null ? 0 : Long.parseLong(units.group(group));
    }
}
