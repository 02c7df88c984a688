package dev.evenkeel.activity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.evenkeel.contract.EmqxState;
import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.emqx.EmqxClient.StartAnswer;
import dev.evenkeel.emqx.EmqxClient.StopAnswer;
import dev.evenkeel.emqx.EmqxException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the fake claims to know of EMQX. */
class FakeEmqxClientTest {
    private final FakeEmqxClient emqx =
            new FakeEmqxClient().node("n1", 20).node("n2", 10).node("n3", 0);

    @Test
    void dividesNodesAtTheirMeanAndLetsDonorsRefuse() {
        StartAnswer answer = start("n3");

        assertThat(answer).isEqualTo(StartAnswer.STARTED);
        assertThat(emqx.rebalances()).singleElement().satisfies(on -> {
            assertThat(on.coordinator()).isEqualTo("n3");
            assertThat(on.state()).isEqualTo(EmqxState.WAIT_HEALTH_CHECK);
            assertThat(on.donors()).containsExactly("n1", "n2");
            assertThat(on.recipients()).containsExactly("n3");
        });
        assertThat(emqx.available("n1")).isFalse();
        assertThat(emqx.available("n3")).isTrue();
    }

    @Test
    void startsOncePerCoordinator() {
        start("n3");

        assertThat(start("n3")).isEqualTo(StartAnswer.ALREADY_STARTED);
    }

    @Test
    void findsNothingToBalanceAmongEquals() {
        emqx.node("n1", 5).node("n2", 5).node("n3", 5);

        assertThat(start("n3")).isEqualTo(StartAnswer.NOTHING_TO_BALANCE);
    }

    @Test
    void stopsAtTheCoordinatorOnly() {
        start("n3");

        assertThat(emqx.stop("n1")).isEqualTo(StopAnswer.NOT_STARTED);
        assertThat(emqx.stop("n3")).isEqualTo(StopAnswer.STOPPED);
        assertThat(emqx.available("n1")).isTrue();
    }

    @Test
    void losesReplyNotStart() {
        emqx.failing("start", FailureKind.EMQX_OUTCOME_UNKNOWN);

        Throwable lost = catchThrowable(() -> start("n3"));

        assertThat(lost).isInstanceOf(EmqxException.class);
        assertThat(emqx.rebalances()).hasSize(1);
    }

    @Test
    void omitsASlowCoordinatorFromTheStatusWhileItsDonorsRefuse() {
        start("n3");
        emqx.hides("n3");

        assertThat(emqx.globalStatus("n3").rebalances()).isEmpty();
        assertThat(emqx.available("n1")).isFalse();
    }

    private StartAnswer start(String coordinator) {
        return emqx.start(coordinator, List.of("n1", "n2", "n3"), EngineBench.WAVE.parameters());
    }
}
