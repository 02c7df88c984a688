package dev.evenkeel.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Everything that is wrong with the settings, collected so that it can be shown together. */
final class Problems {
    /** More of a value than this helps nobody to recognise it. */
    private static final int SHOWN_MAX = 200;

    private final String prefix;
    private final List<String> found;

    private Problems(String prefix, List<String> found) {
        this.prefix = prefix;
        this.found = found;
    }

    /** The same collection, for keys under this one. */
    Problems under(String key) {
        return new Problems(join(prefix, key), found);
    }

    static Problems none() {
        return new Problems(EvenkeelSettings.PREFIX, new ArrayList<>());
    }

    List<String> found() {
        return List.copyOf(found);
    }

    /** A problem whose value is missing, or must not be shown. */
    void add(String key, String problem) {
        found.add(join(prefix, key) + ": " + problem);
    }

    void add(String key, String value, String problem) {
        String shown = value.length() > SHOWN_MAX ? value.substring(0, SHOWN_MAX) + "…" : value;
        add(key, "'" + shown + "': " + problem);
    }

    void inRange(String key, int value, int least, int most) {
        if (value < least || value > most) {
            add(key, Integer.toString(value), "from " + least + " to " + most + " is expected");
        }
    }

    void inRange(String key, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            add(key, Shown.of(value), "from " + Shown.of(least) + " to " + Shown.of(most) + " is expected");
        }
    }

    /** What the value is for refuses it. */
    void tried(String key, Runnable use) {
        try {
            use.run();
        } catch (IllegalArgumentException refused) {
            add(key, refused.getMessage());
        }
    }

    private static String join(String prefix, String key) {
        return key.isEmpty() ? prefix : prefix + "." + key;
    }
}
