package dev.evenkeel.planning;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What EMQX's version numbers mean to us. A patch that is not told counts as the latest of its line. */
final class Versions {
    /** The first two or three numbers, wherever they begin; a build's date is none. */
    private static final Pattern NUMBERS =
            Pattern.compile("(?<!\\d)(\\d{1,6})\\.(\\d{1,6})(?:\\.(\\d{1,6})(?!\\d))?(?!\\d)");

    private Versions() {}

    /** Enterprise rebalances since 4.4.12 and, after a pause, since 5.0.4. Editions show only where the API is missing. */
    static boolean supported(String version) {
        return since(version, 5, 0, 4) || in44(version, 12);
    }

    /** The line that this release was held against, exchange by exchange. */
    static boolean held(String version) {
        return since(version, 5, 9, 0) && !since(version, 6, 0, 0);
    }

    /** 4.4 takes no wait of zero, in a rebalance. */
    static boolean waitsAtLeastASecond(String version) {
        return in44(version, 0);
    }

    /** Until 4.4.23 and 5.3 donors refuse clients from the start on, not only from the beginning of eviction. */
    static boolean donorsRefuseAtOnce(String version) {
        return !since(version, 5, 4, 0) && !in44(version, 24);
    }

    /** Before 4.4.19 and 5.1 nodes do not list their live connections, and EMQX's statistics stand in. */
    static boolean countedByStatistics(String version) {
        return !since(version, 5, 1, 0) && !in44(version, 19);
    }

    /** What is known to go wrong in a release that is supported, and until when it does. */
    static List<String> quirks(String version) {
        List<String> quirks = new ArrayList<>();
        if (!since(version, 5, 9, 0)) {
            quirks.add("a rebalance may hang on a node that does not answer (until 5.9)");
        }
        if (!since(version, 5, 8, 4)) {
            quirks.add("moving sessions may go round in circles (until 5.8.4)");
        }
        if (!since(version, 5, 7, 0) && since(version, 5, 0, 0)) {
            quirks.add("a node that restarts while it is evacuated does not boot (until 5.7.0)");
        }
        if (!since(version, 5, 2, 1)) {
            quirks.add("sessions begun with clean_start stay on the donors when their clients are away (until 5.2.1)");
        }
        if (!since(version, 5, 1, 1) && since(version, 5, 0, 0)) {
            quirks.add("replicants do not show every rebalance (until 5.1.1)");
        }
        return List.copyOf(quirks);
    }

    private static boolean in44(String version, int patch) {
        return since(version, 4, 4, patch) && !since(version, 4, 5, 0);
    }

    private static boolean since(String version, int major, int minor, int patch) {
        Matcher numbers = NUMBERS.matcher(version);
        if (!numbers.find()) {
            return false;
        }
        int first = Integer.compare(Integer.parseInt(numbers.group(1)), major);
        int second = Integer.compare(Integer.parseInt(numbers.group(2)), minor);
        boolean late = numbers.group(3) == null || Integer.parseInt(numbers.group(3)) >= patch;
        return first != 0 ? first > 0 : second != 0 ? second > 0 : late;
    }
}
