package dev.evenkeel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.contract.Outcome;
import dev.evenkeel.contract.RebalanceResult;
import dev.evenkeel.simulator.Faults;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A start whose answer is lost takes effect once, whenever it does, if it does. */
final class LostStartTest {
    static Stream<Arguments> losses() {
        return EmqxRelease.times(Loss.values());
    }

    @ParameterizedTest
    @MethodSource("losses")
    void oneStartIsAccepted(EmqxRelease release, Loss loss) {
        try (Bench bench = Bench.skipping(release.of(Stage::article))) {
            loss.fault.accept(bench.emqx.faults());

            RebalanceResult result = bench.run(ArticleTest.SPEC);

            assertThat(result.outcome()).as(result.toString()).isEqualTo(Outcome.BALANCED);
            assertThat(bench.emqx.ledger().starts()).hasSize(1);
            assertThat(result.startsSent()).isEqualTo(loss.startsSent);
            bench.assertNothingLeft();
        }
    }

    /** Where a start can be lost. */
    private enum Loss {
        REPLY_LOST(1, Faults::dropNextStartReply),
        REQUEST_LOST(2, Faults::loseNextStart),
        TAKES_EFFECT_WITHIN_THE_WAIT(1, faults -> faults.delayNextStart(Duration.ofSeconds(12))),
        TWIN_COMES_AFTER_THE_SECOND_START(2, faults -> faults.delayNextStart(Duration.ofSeconds(40)));

        private final int startsSent;
        private final Consumer<Faults> fault;

        Loss(int startsSent, Consumer<Faults> fault) {
            this.startsSent = startsSent;
            this.fault = fault;
        }
    }
}
