package dev.evenkeel.simulator;

import java.util.SplittableRandom;

/**
 * Random counts: how many of {@code n} clients do a thing. Exact where the expected count is small, a normal
 * approximation above; totals are always conserved.
 */
final class Draws {
    /** Expected counts up to this are drawn exactly. */
    private static final double EXACT_UP_TO = 30;

    /** Choices without replacement up to this size are drawn one by one. */
    private static final long ONE_BY_ONE_UP_TO = 512;

    private final SplittableRandom random;

    Draws(SplittableRandom random) {
        this.random = random;
    }

    boolean happens(double probability) {
        return random.nextDouble() < probability;
    }

    /** Number of successes in {@code n} tries of probability {@code p}. */
    long binomial(long n, double p) {
        if (n <= 0 || p <= 0) {
            return 0;
        }
        if (p >= 1) {
            return n;
        }
        if (p > 0.5) {
            return n - binomial(n, 1 - p);
        }
        return n * p <= EXACT_UP_TO ? binomialByGaps(n, p) : aroundMean(n * p, n * p * (1 - p), n);
    }

    /** Number of events of a Poisson process with this mean. */
    long poisson(double mean) {
        if (mean <= 0) {
            return 0;
        }
        if (mean > EXACT_UP_TO) {
            return aroundMean(mean, mean, Long.MAX_VALUE);
        }
        double limit = Math.exp(-mean);
        double product = random.nextDouble();
        long count = 0;
        while (product > limit) {
            product *= random.nextDouble();
            count++;
        }
        return count;
    }

    /** {@code n} things thrown into {@code places} places that are equally likely. */
    long[] evenly(long n, int places) {
        long[] result = new long[places];
        long left = n;
        for (int i = 0; i < places && left > 0; i++) {
            result[i] = binomial(left, 1.0 / (places - i));
            left -= result[i];
        }
        return result;
    }

    /** {@code k} things taken at random from piles of these sizes, none put back. */
    long[] taken(long k, long[] piles) {
        long[] rest = piles.clone();
        long[] result = new long[piles.length];
        long total = sum(rest);
        long wanted = Math.min(k, total);
        if (wanted <= ONE_BY_ONE_UP_TO) {
            for (; wanted > 0; wanted--, total--) {
                int pile = pileAt(rest, random.nextLong(total));
                rest[pile]--;
                result[pile]++;
            }
            return result;
        }
        for (int i = 0; i < piles.length; i++) {
            long others = total - piles[i];
            long drawn = total == 0 ? 0 : binomial(wanted, (double) piles[i] / total);
            result[i] = Math.min(Math.min(piles[i], wanted), Math.max(drawn, wanted - others));
            wanted -= result[i];
            total = others;
        }
        return result;
    }

    static long sum(long[] counts) {
        long total = 0;
        for (long count : counts) {
            total += count;
        }
        return total;
    }

    private static int pileAt(long[] piles, long position) {
        long left = position;
        int pile = 0;
        while (left >= piles[pile]) {
            left -= piles[pile];
            pile++;
        }
        return pile;
    }

    /** Jumps from success to success: the gaps are geometric, so the cost is the number of successes. */
    private long binomialByGaps(long n, double p) {
        double logOfFailure = Math.log1p(-p);
        long successes = 0;
        double position = 0;
        while (true) {
            position += Math.floor(Math.log(1 - random.nextDouble()) / logOfFailure) + 1;
            if (position > n) {
                return successes;
            }
            successes++;
        }
    }

    private long aroundMean(double mean, double variance, long max) {
        long value = Math.round(mean + Math.sqrt(variance) * random.nextGaussian());
        return Math.max(0, Math.min(max, value));
    }
}
