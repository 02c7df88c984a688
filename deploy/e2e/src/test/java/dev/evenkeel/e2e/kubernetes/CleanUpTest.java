package dev.evenkeel.e2e.kubernetes;

import java.util.Arrays;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever befalls a run, and whenever: nothing of it is left. {@link CleanUpBench} does the same with more instants. */
@Tag("kubernetes")
@Timeout(300)
final class CleanUpTest {
    private static final int SEEDS = 3;

    private static RealKubernetes api;

    @BeforeAll
    static void startAnApiThatMayBeKilled() {
        api = RealKubernetes.start("clean-up");
    }

    @AfterAll
    static void endIt() {
        api.close();
    }

    static Stream<Arguments> scenes() {
        return Arrays.stream(Disaster.values())
                .flatMap(disaster -> LongStream.rangeClosed(1, SEEDS).mapToObj(seed -> Arguments.of(disaster, seed)));
    }

    @ParameterizedTest
    @MethodSource("scenes")
    void everythingIsAsBefore(Disaster disaster, long seed) {
        System.out.println("[clean-up] " + new CleanUpScene(api, disaster, seed).play());
    }

    /** Where an operator runs it opens the gates as well; here is nobody but us. */
    @ParameterizedTest
    @EnumSource(names = {"WORKER_KILLED", "TERMINATED"})
    void closedGatesAreOpenedToo(Disaster disaster) {
        System.out.println(
                "[clean-up] by gate, " + CleanUpScene.gated(api, disaster, 1).play());
    }
}
