package dev.evenkeel.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.client.RunView.PendingStep;
import dev.evenkeel.client.RunView.Status;
import dev.evenkeel.contract.EngineActivities.Look;
import dev.evenkeel.contract.Outlook;
import dev.evenkeel.contract.RebalanceProgress;
import dev.evenkeel.contract.RunPhase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The look was taken at 52 s: 50 % moved, 47 to 62 s left. */
final class OutlookNowTest {
    private static final Instant LOOKED = Samples.NOON.plusSeconds(52);
    private static final RebalanceProgress EVICTING = Samples.evicting(Samples.RUN);

    @Test
    void timeThatPassesIsTakenOff() {
        assertThat(at(60, EVICTING, Optional.of(Samples.look())))
                .isEqualTo(new RunView.Outlook(
                        50, Duration.ofSeconds(39), Duration.ofSeconds(54), false, Optional.empty()));
        assertThat(at(200, EVICTING, Optional.of(Samples.look())).latest()).isZero();
    }

    @Test
    void whilePausedThereIsNoCountdown() {
        RebalanceProgress paused = EVICTING.seen(Samples.outlook(Optional.empty()))
                .enter(RunPhase.PAUSED, LOOKED.plusSeconds(2))
                .note("paused by anna: a call, at most until 12:30");

        assertThat(at(600, paused, Optional.empty()))
                .isEqualTo(new RunView.Outlook(
                        50,
                        Duration.ofSeconds(45),
                        Duration.ofSeconds(60),
                        true,
                        Optional.of("paused by anna: a call, at most until 12:30")));
    }

    @Test
    void aPauseThatIsOverIsLeftOut() {
        RebalanceProgress resumed = EVICTING.seen(Samples.outlook(Optional.empty()))
                .enter(RunPhase.PAUSED, LOOKED.plusSeconds(2))
                .enter(RunPhase.ASSESSING, LOOKED.plusSeconds(602));

        assertThat(at(52 + 610, resumed, Optional.empty()).earliest()).isEqualTo(Duration.ofSeconds(37));
    }

    @Test
    void aPlanThatWaitsIsTheBlocker() {
        RebalanceProgress waiting = Samples.planned(Samples.RUN)
                .seen(Samples.outlook(Optional.empty()))
                .enter(RunPhase.AWAITING_APPROVAL, LOOKED);

        assertThat(at(3_600, waiting, Optional.empty()).blocker()).hasValue("awaiting approval of plan a1b2c3");
        assertThat(at(3_600, waiting, Optional.empty()).paused()).isTrue();
    }

    @Test
    void whatALookSawIsTheBlockerAndElseAStepThatFails() {
        Outlook refusing = Samples.outlook(Optional.of("recipients refuse"));
        List<PendingStep> failing =
                List.of(new PendingStep("Exclude", 3, Optional.of("donor pod emqx-ee-0 is served")));

        assertThat(of(60, EVICTING.seen(refusing), failing).blocker()).hasValue("recipients refuse");
        assertThat(of(60, EVICTING.seen(Samples.outlook(Optional.empty())), failing)
                        .blocker())
                .hasValue("donor pod emqx-ee-0 is served");
    }

    @Test
    void emqxThatDoesNotAnswerIsTheBlocker() {
        Look silent = Samples.look().unanswered(LOOKED.plusSeconds(3));

        assertThat(at(60, EVICTING, Optional.of(silent)).blocker())
                .hasValue("EMQX does not answer since 2026-11-23T12:00:55Z");
    }

    @Test
    void allIsMovedOnlyWhenItIsVerified() {
        RebalanceProgress known = EVICTING.seen(Samples.outlook(Optional.empty()));

        assertThat(at(60, known.enter(RunPhase.RESTORING, LOOKED), Optional.empty())
                        .percent())
                .isEqualTo(50);
        assertThat(at(60, known.enter(RunPhase.VERIFYING, LOOKED), Optional.empty())
                        .percent())
                .isEqualTo(100);
    }

    private static RunView.Outlook at(int second, RebalanceProgress progress, Optional<Look> look) {
        return OutlookNow.of(Status.RUNNING, Samples.NOON.plusSeconds(second), Optional.of(progress), look, List.of())
                .orElseThrow();
    }

    private static RunView.Outlook of(int second, RebalanceProgress progress, List<PendingStep> pending) {
        return OutlookNow.of(
                        Status.RUNNING,
                        Samples.NOON.plusSeconds(second),
                        Optional.of(progress),
                        Optional.empty(),
                        pending)
                .orElseThrow();
    }
}
