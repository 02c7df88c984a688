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
    /** Drawn at random: 9 + 1 to 8 + 2 nodes, back-off up to 120 s, up to 0.05 % more of the clients leaving a second. */
    static Healthy drawn(long seed) {
        Random random = new Random(seed);
        int empty = 1 + random.nextInt(2);
        double usual = random.nextInt(100);
        Storm storm = Storm.of(10 - empty, empty, Storm.within(random.nextInt(121)), usual, seed);
        return new Healthy(
                storm,
                new Churn(usual * random.nextDouble(), usual + random.nextInt(500)),
                Duration.ofSeconds(random.nextInt(240)));
    }

    RebalanceResult run() {
        try (Bench bench = Bench.skipping(storm::shape)) {
            bench.emqx.faults().churn(later, from);
            return bench.run("{\"instanceName\": \"emqx-ee\", \"pacing\": " + ReconnectStormTest.PACING + "}");
        }
    }

    /** What guardrails did, as the result tells it. */
    static List<String> trips(RebalanceResult result) {
        return result.notes().stream()
                .filter(note -> note.contains("guardrail"))
                .toList();
    }
}
