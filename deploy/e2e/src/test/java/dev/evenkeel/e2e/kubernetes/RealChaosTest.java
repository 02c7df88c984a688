package dev.evenkeel.e2e.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.e2e.Chaos;
import dev.evenkeel.e2e.Chaos.Verdict;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A few of the seeds that {@link RealChaosBench} plays. */
@Tag("kubernetes")
@Timeout(360)
final class RealChaosTest {
    private static final int SEEDS = 4;

    private static RealKubernetes api;

    @BeforeAll
    static void startAnApiThatMayBeKilled() {
        api = RealKubernetes.start("chaos");
    }

    @AfterAll
    static void endIt() {
        api.close();
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, SEEDS);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whateverGoesWrongTheEndIsHonestAndEverybodyIsBack(long seed) {
        Chaos chaos = Chaos.of(seed);

        Verdict verdict = RealChaos.play(api, chaos);

        System.out.println("[chaos] real, " + chaos + " -> " + verdict.end());
        assertThat(verdict.wrong())
                .as("%s%nended %s: %s", chaos, verdict.end(), verdict.said())
                .isEmpty();
    }
}
