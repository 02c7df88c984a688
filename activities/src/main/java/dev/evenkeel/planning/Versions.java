package dev.evenkeel.planning;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What EMQX's version numbers mean to us. */
final class Versions {
    /** The first two numbers, wherever they begin; a build's date is none. */
    private static final Pattern MAJOR_MINOR = Pattern.compile("(?<!\\d)(\\d{1,6})\\.(\\d{1,6})(?!\\d)");

    private static final Pattern MAJOR_MINOR_PATCH =
            Pattern.compile("(?<!\\d)(\\d{1,6})\\.(\\d{1,6})\\.(\\d{1,6})(?!\\d)");

    private Versions() {}

    /** From 5.4 on donors take newcomers until eviction begins, and availability_check needs no credentials. */
    static boolean supported(String version) {
        return compare(version, 5, 4) >= 0;
    }

    /** The line that this release was held against, exchange by exchange. */
    static boolean held(String version) {
        return compare(version, 5, 9) >= 0 && compare(version, 6, 0) < 0;
    }

    /** What is known to go wrong in a release that is supported, and until when it does. */
    static List<String> quirks(String version) {
        List<String> quirks = new ArrayList<>();
        if (compare(version, 5, 9) < 0) {
            quirks.add("a rebalance may hang on a node that does not answer (until 5.9)");
        }
        if (comparePatch(version, 5, 8, 4) < 0) {
            quirks.add("moving sessions may go round in circles (until 5.8.4)");
        }
        if (compare(version, 5, 7) < 0) {
            quirks.add("a node that restarts while it is evacuated does not boot (until 5.7.0)");
        }
        return List.copyOf(quirks);
    }

    private static int comparePatch(String version, int major, int minor, int patch) {
        int line = compare(version, major, minor);
        Matcher numbers = MAJOR_MINOR_PATCH.matcher(version);
        if (line != 0 || !numbers.find()) {
            return line;
        }
        return Integer.compare(Integer.parseInt(numbers.group(3)), patch);
    }

    private static int compare(String version, int major, int minor) {
        Matcher numbers = MAJOR_MINOR.matcher(version);
        if (!numbers.find()) {
            return -1;
        }
        int first = Integer.compare(Integer.parseInt(numbers.group(1)), major);
        return first != 0 ? first : Integer.compare(Integer.parseInt(numbers.group(2)), minor);
    }
}
