package dev.evenkeel.planning;

import java.util.Arrays;

/** What EMQX's version numbers mean to us. */
final class Versions {
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
        int[] numbers = Arrays.stream(version.split("[^0-9]+"))
                .filter(part -> !part.isEmpty())
                .limit(2)
                .mapToInt(Integer::parseInt)
                .toArray();
        if (numbers.length < 2) {
            return -1;
        }
        return numbers[0] != major ? Integer.compare(numbers[0], major) : Integer.compare(numbers[1], minor);
    }
}
