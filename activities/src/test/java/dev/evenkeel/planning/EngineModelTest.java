package dev.evenkeel.planning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.contract.Threshold;
import dev.evenkeel.planning.EngineModel.Evolution;
import dev.evenkeel.planning.EngineModel.Partition;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class EngineModelTest {
    /** Runs that were published, or observed: donors and recipients at the end. */
    enum Published {
        THE_ARTICLE(counts(3333, 3333, 3334, 0), 10, new Threshold(100, 1.1), 78, counts(2553, 2553, 2554, 2340)),
        THE_ARTICLE_BY_THE_NUMBER_ALONE(
                counts(3333, 3333, 3334, 0), 10, new Threshold(100, 1.0001), 81, counts(2523, 2523, 2524, 2430)),
        THIRTY_THOUSAND(
                counts(10_000, 10_000, 10_000, 0), 10, new Threshold(100, 1.1), 233, counts(7670, 7670, 7670, 6990)),
        EMQX_OWN_DEFAULTS_OVERSHOOT(
                counts(3333, 3333, 3334, 0), 500, new Threshold(1000, 1.1), 2, counts(2333, 2333, 2334, 3000)),
        ALMOST_PERFECT(counts(3333, 3333, 3334, 0), 10, new Threshold(1, 1.001), 84, counts(2493, 2493, 2494, 2520)),
        /** EMQX's own log shows a fifteenth step: there the clients came back a step later. */
        EMQX_OWN_DEMO(counts(45, 45, 0), 1, new Threshold(3, 1.05), 14, counts(31, 31, 28)),
        OBSERVED_WITH_THREE_NODES(counts(300, 0, 0), 10, new Threshold(1, 1.0001), 20, counts(100, 100, 100));

        private final Map<String, Long> before;
        private final int rate;
        private final Threshold threshold;
        private final int ticks;
        private final Map<String, Long> after;

        Published(Map<String, Long> before, int rate, Threshold threshold, int ticks, Map<String, Long> after) {
            this.before = before;
            this.rate = rate;
            this.threshold = threshold;
            this.ticks = ticks;
            this.after = after;
        }
    }

    @ParameterizedTest
    @EnumSource
    void foretells(Published run) {
        Evolution evolution =
                EngineModel.evolve(run.before, EngineModel.partition(run.before), run.rate, run.threshold, true);

        assertThat(evolution.ticks()).isEqualTo(run.ticks);
        assertThat(evolution.counts()).isEqualTo(run.after);
    }

    @Test
    void foretellsTheArticlesWorstCase() {
        Map<String, Long> article = counts(3333, 3333, 3334, 0);

        Evolution evolution =
                EngineModel.evolve(article, EngineModel.partition(article), 10, new Threshold(100, 1.1), false);

        assertThat(evolution.ticks()).isEqualTo(324);
        assertThat(evolution.counts().get("n3")).isZero();
    }

    @Test
    void callsDonorsThoseAtTheMeanOrAbove() {
        Partition partition = EngineModel.partition(counts(20, 10, 30, 20));

        assertThat(partition.donors()).containsExactly("n0", "n2", "n3");
        assertThat(partition.recipients()).containsExactly("n1");
    }

    @Test
    void findsNoRecipientWhereAllHoldTheSame() {
        Partition partition = EngineModel.partition(counts(7, 7, 7));

        assertThat(partition.donors()).containsExactly("n0", "n1", "n2");
        assertThat(partition.recipients()).isEmpty();
    }

    @Test
    void sparesDonorsThatAreNotAboveTheRecipients() {
        Map<String, Long> uneven = counts(1000, 10, 20);

        Evolution evolution = EngineModel.evolve(
                uneven, new Partition(java.util.List.of("n0", "n1"), java.util.List.of("n2")), 10, tight(), true);

        assertThat(evolution.counts().get("n1")).isEqualTo(10);
    }

    @Test
    void evictsNoMoreThanThereAre() {
        Evolution evolution = EngineModel.evolve(counts(5, 0), EngineModel.partition(counts(5, 0)), 500, tight(), true);

        assertThat(evolution.counts()).isEqualTo(counts(0, 5));
        assertThat(evolution.moved()).isEqualTo(5);
    }

    @Test
    void foretellsNoMoreThanAWeek() {
        Map<String, Long> huge = counts(2_000_000, 0);

        Evolution evolution = EngineModel.evolve(huge, EngineModel.partition(huge), 1, tight(), true);

        assertThat(evolution.ticks()).isEqualTo(EngineModel.TICKS_MAX);
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void agreesWithTheClosedFormula(Shape shape) {
        Evolution evolution = EngineModel.evolve(
                shape.counts(), EngineModel.partition(shape.counts()), shape.rate, shape.threshold(), true);

        assertThat((long) evolution.ticks()).isEqualTo(shape.ticks());
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void agreesWithTheClosedFormulaOfTheWorstCase(Shape shape) {
        Evolution evolution = EngineModel.evolve(
                shape.counts(), EngineModel.partition(shape.counts()), shape.rate, shape.threshold(), false);

        assertThat((long) evolution.ticks()).isEqualTo(shape.ticksWorst());
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void losesNobodyAndSharesOutEvenly(long seed) {
        Random random = new Random(seed);
        int recipients = 1 + random.nextInt(5);
        long[] held = new long[recipients + 1 + random.nextInt(8)];
        for (int i = recipients; i < held.length; i++) {
            held[i] = 1000 + random.nextInt(5000);
        }
        Map<String, Long> before = counts(held);
        Partition partition = EngineModel.partition(before);
        Partition empty = new Partition(
                before.keySet().stream().filter(node -> before.get(node) > 0).toList(),
                before.keySet().stream().filter(node -> before.get(node) == 0).toList());
        assertThat(partition.recipients()).containsAll(empty.recipients());

        Map<String, Long> after = EngineModel.evolve(before, empty, 1 + random.nextInt(50), tight(), true)
                .counts();

        assertThat(sum(after)).isEqualTo(sum(before));
        assertThat(empty.recipients().stream().mapToLong(after::get).max().orElseThrow()
                        - empty.recipients().stream()
                                .mapToLong(after::get)
                                .min()
                                .orElseThrow())
                .isLessThanOrEqualTo(1);
    }

    static Stream<Shape> shapes() {
        return new Random(20260301).longs(300).mapToObj(Shape::random);
    }

    static Stream<Long> seeds() {
        return new Random(7).longs(100).boxed();
    }

    /**
     * Donors that hold the same, one recipient, and a relative threshold in 64ths, which binary numbers hold exactly: here
     * the formulas of EMQX's rules are exact.
     */
    record Shape(int donors, long each, long recipient, int rate, int absolute, int sixtyFourths) {
        static Shape random(long seed) {
            Random random = new Random(seed);
            long each = 100 + random.nextInt(20_000);
            return new Shape(
                    1 + random.nextInt(9),
                    each,
                    random.nextInt((int) each),
                    1 + random.nextInt((int) each / 20),
                    1 + random.nextInt(300),
                    1 + random.nextInt(20));
        }

        Map<String, Long> counts() {
            long[] held = new long[donors + 1];
            java.util.Arrays.fill(held, each);
            held[donors] = recipient;
            return EngineModelTest.counts(held);
        }

        Threshold threshold() {
            return new Threshold(absolute, 1 + sixtyFourths / 64.0);
        }

        long ticks() {
            long byNumber = ceil(each - recipient - absolute, (long) rate * (1 + donors));
            long byFactor = ceil(
                    64 * each - (64 + sixtyFourths) * recipient, (long) rate * (64 + (64L + sixtyFourths) * donors));
            return Math.max(0, Math.min(byNumber, byFactor));
        }

        long ticksWorst() {
            long goal = Math.max(64 * (recipient + absolute), (64 + sixtyFourths) * recipient);
            return Math.max(0, ceil(64 * each - goal, 64L * rate));
        }

        private static long ceil(long dividend, long divisor) {
            return -Math.floorDiv(-dividend, divisor);
        }
    }

    private static Threshold tight() {
        return new Threshold(1, 1.0001);
    }

    private static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    private static Map<String, Long> counts(long... held) {
        Map<String, Long> counts = new TreeMap<>();
        IntStream.range(0, held.length).forEach(i -> counts.put("n" + i, held[i]));
        return counts;
    }
}
