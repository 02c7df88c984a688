package dev.evenkeel.e2e;

import dev.evenkeel.contract.RebalanceResult;
import dev.evenkeel.simulator.Churn;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/**
 * A run in which nobody comes to harm: clients come back within their back-off, and from some moment on more of them
 * leave than come.
 *
 * @param storm the cluster, and what its clients do at first
 * @param later what they do by themselves from then on
 * @param from when that begins, after the start of the run
 */
record Healthy(Storm storm, Churn later, Duration from) {
    private static final double CLIENTS_MIN = 1e4;
    private static final double CLIENTS_MAX = 3e5;

    /** Of all clients, so many a second and recipient: a few minutes of eviction. */
    private static final double BUDGET_SHARE = 0.001;

    /** Less leaves nothing to evict beside what chance does. */
    private static final long BUDGET_MIN = 60;

    /**
     * Drawn at random: 9 + 1 or 8 + 2 nodes, ten thousand to three hundred thousand clients, back-off up to 120 s, up to 0.05 % more
     * of the clients leaving a second.
     */
    static Healthy drawn(long seed) {
        Random random = new Random(seed);
        int empty = 1 + random.nextInt(2);
        double clients = CLIENTS_MIN * Math.pow(CLIENTS_MAX / CLIENTS_MIN, random.nextDouble());
        double usual = clients * 1e-4 * random.nextDouble();
        Storm storm = Storm.of(10 - empty, empty, Math.round(clients), Storm.within(random.nextInt(121)), usual, seed);
        return new Healthy(
                storm,
                new Churn(usual * random.nextDouble(), usual + clients * 5e-4 * random.nextDouble()),
                Duration.ofSeconds(random.nextInt(240)));
    }

    RebalanceResult run() {
        try (Bench bench = Bench.skipping(storm::shape)) {
            bench.emqx.faults().churn(later, from);
            long clients = storm.counts().stream().mapToLong(Long::longValue).sum();
            return bench.run("{\"instanceName\": \"emqx-ee\", \"pacing\": {\"maxConnectsPerSecondPerRecipient\": "
                    + Math.max(BUDGET_MIN, Math.round(BUDGET_SHARE * clients)) + "}}");
        }
    }

    /** What guardrails did, as the result tells it. */
    static List<String> trips(RebalanceResult result) {
        return result.notes().stream()
                .filter(note -> note.contains("guardrail"))
                .toList();
    }
}
