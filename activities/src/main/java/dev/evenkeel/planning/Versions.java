package dev.evenkeel.planning;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What EMQX's version numbers mean to us. */
final class Versions {
    /** The first two numbers, wherever they begin; a build's date is none. */
    private static final Pattern MAJOR_MINOR = Pattern.compile("(?<!\\d)(\\d{1,6})\\.(\\d{1,6})(?!\\d)");

    private Versions() {}

    /** From 5.4 on donors take newcomers until eviction begins, and availability_check needs no credentials. */
    static boolean supported(String version) {
        return compare(version, 5, 4) >= 0;
    }

    /** The line that this release was held against, exchange by exchange. */
    static boolean held(String version) {
        return compare(version, 5, 9) >= 0 && compare(version, 6, 0) < 0;
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
