package dev.evenkeel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.e2e.Chaos.Verdict;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Some of what {@code ./evenkeel bench chaos} plays by the thousand. */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(300)
final class ChaosTest {
    static LongStream seeds() {
        return LongStream.rangeClosed(1, 24);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    @Execution(ExecutionMode.CONCURRENT)
    void whateverGoesWrongTheEndIsHonestAndEverybodyIsBack(long seed) {
        Chaos chaos = Chaos.of(seed);

        Verdict verdict = chaos.play();

        assertThat(verdict.wrong())
                .as("%s%nended %s; play it again: %s", chaos, verdict.end(), chaos.again())
                .isEmpty();
    }
}
