package dev.evenkeel.e2e.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.contract.RebalanceResult;
import dev.evenkeel.e2e.Stage;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** EMQX's answer to the start does not come. */
@Tag("real")
@Isolated
@Timeout(180)
final class LostStartTest {
    enum Loss {
        /** It took effect, nobody was told. */
        REPLY(bench -> bench.emqx().faults().dropNextStartReply()),
        /** It takes effect while it is being looked for. */
        LATE(bench -> bench.emqx().faults().delayNextStart(Duration.ofSeconds(12))),
        /** It would take effect after another was sent; EMQX's own RPC makes that impossible, almost. */
        TWIN(bench -> bench.emqx().faults().delayNextStart(Duration.ofSeconds(26))),
        /** It never arrived. */
        REQUEST(bench -> bench.emqx().faults().loseNextStart());

        private final Consumer<RealBench> fault;

        Loss(Consumer<RealBench> fault) {
            this.fault = fault;
        }
    }

    @ParameterizedTest
    @EnumSource(Loss.class)
    void oneStartTakesEffect(Loss loss) {
        try (RealBench bench = RealBench.open("lost-start-" + loss, RunSpec.SPEED, Stage::withSessions)) {
            loss.fault.accept(bench);
            bench.type(Stage.CLUSTER_ID, RunSpec.EVERY_PHASE).wanted();

            RebalanceResult result = bench.result(Stage.CLUSTER_ID);

            bench.assertBalanced(result);
            assertThat(result.notes()).first().asString().contains("the answer to the start was lost");
            RealBench.say(
                    "%s: %d starts sent, 1 accepted, refused %s",
                    loss, result.startsSent(), bench.emqx().ledger().refusedStarts());
        }
    }
}
