package dev.evenkeel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** With open waits ours takes no longer than EMQX does with its own; {@code ./evenkeel bench whole-time} plays more. */
@Timeout(300)
final class WholeTimeTest {
    record Case(Storm storm, String pacing) {
        @Override
        public String toString() {
            return storm.name() + ", " + pacing;
        }
    }

    static Stream<Case> cases() {
        return Stream.of(
                new Case(Storm.of(9, 1, Storm.within(0), 50, 1), Storm.knowing(0)),
                new Case(Storm.of(9, 1, Storm.within(60), 50, 2), Storm.knowing(60)),
                new Case(Storm.of(8, 2, Storm.within(60), 50, 3), Storm.knowing(60)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void oursIsNoLonger(Case given) {
        WholeTime time = WholeTime.of(given.storm(), given.pacing());

        assertThat(time.ours().paced())
                .as(time.row())
                .isLessThanOrEqualTo(time.alone().took());
    }
}
