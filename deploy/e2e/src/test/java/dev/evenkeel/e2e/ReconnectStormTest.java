package dev.evenkeel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.contract.Outcome;
import dev.evenkeel.contract.Wave;
import dev.evenkeel.e2e.Storm.Ours;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A million clients that take their time, in skipped time: no new hot node, and no recipient that is run over, with
 * nothing known of the clients beforehand. {@code ./evenkeel bench storm} plays all of it.
 */
@Timeout(300)
final class ReconnectStormTest {
    static final String PACING = "{\"maxConnectsPerSecondPerRecipient\": " + Storm.BUDGET + "}";

    static Stream<Storm> cells() {
        return Stream.of(
                Storm.of(9, 1, Storm.within(60), 50, 1),
                Storm.of(19, 1, Storm.within(120), 50, 2),
                Storm.of(27, 3, Storm.exponential(), 50, 3),
                Storm.uneven(Storm.within(60), 50, 4));
    }

    @ParameterizedTest
    @MethodSource("cells")
    void endsLevelWithinTheBudget(Storm storm) {
        Ours ours = storm.ours(PACING);

        assertThat(ours.result().outcome()).as(ours.result().summary()).isEqualTo(Outcome.BALANCED);
        assertThat(ours.played().skew()).isLessThanOrEqualTo(1.05);
        assertThat(ours.played().second()).isLessThanOrEqualTo(Storm.BUDGET * 11 / 10);
        assertThat(ours.played().ten()).isLessThanOrEqualTo(Storm.BUDGET);
    }

    static Stream<Storm> known() {
        return Stream.of(Storm.of(9, 1, Storm.within(60), 50, 1), Storm.uneven(Storm.within(60), 50, 4));
    }

    /** Worker and Temporal are gone halfway through the first eviction. */
    @ParameterizedTest
    @MethodSource("known")
    void emqxEndsWellWhereNobodyIsLeftToStopIt(Storm storm) {
        Ours ours = storm.ours(Storm.knowing(60));
        Wave all = ours.sideBySide();

        assertThat(storm.abandoned(ours).skew()).isLessThanOrEqualTo(1.10);
        assertThat(storm.alone(all, Storm.unbraked(all)).skew()).isGreaterThan(1.10);
    }
}
