package dev.evenkeel.planning;

import static dev.evenkeel.contract.EmqxState.EVICTING_CONNS;
import static dev.evenkeel.contract.EmqxState.WAIT_HEALTH_CHECK;
import static dev.evenkeel.contract.EmqxState.WAIT_TAKEOVER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.contract.Census;
import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.contract.EmqxState;
import dev.evenkeel.contract.EngineActivities.WatchOrder;
import dev.evenkeel.contract.GuardActivities.Counted;
import dev.evenkeel.contract.GuardActivities.GuardMemory;
import dev.evenkeel.contract.GuardActivities.GuardOrder;
import dev.evenkeel.contract.Guardrails;
import dev.evenkeel.contract.Lever;
import dev.evenkeel.contract.Outlook;
import dev.evenkeel.contract.RebalancePlan.Leg;
import dev.evenkeel.contract.RebalancePlan.WholeRun;
import dev.evenkeel.contract.RunRef;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** The article's run: 10 s of waiting, 78 steps that evict 30 clients each, 10 s for takeovers. A look is taken every 4 s. */
class OutlookJudgeTest {
    private static final Instant BEGAN = Waves.BEGAN;
    private static final Instant EVICTS = BEGAN.plusSeconds(10);
    private static final List<Leg> ONE = List.of(new Leg(10, 2_340, 78, false));

    private final Pace pace = Pace.realTime();
    private final OutlookJudge judge = new OutlookJudge(pace);
    private final GuardJudge guard = new GuardJudge(pace);
    private Outlook.Forecast forecast = new Outlook.Forecast(BEGAN, foretold(98, ONE));
    private Optional<Outlook> outlook = Optional.empty();
    private Optional<GuardMemory> seen = Optional.empty();
    private Optional<Counted> counters = Optional.empty();

    @Test
    void beforeAnythingIsSeenItIsWhatWasForetold() {
        look(WAIT_HEALTH_CHECK, BEGAN, BEGAN, counted(0));

        assertThat(now().percent()).isZero();
        assertThat(now().earliest()).isBetween(Duration.ofSeconds(95), Duration.ofSeconds(98));
        // Steps may be slow, clients may stay away for as long as they are waited for, looks come late.
        assertThat(now().latest()).isBetween(Duration.ofSeconds(98 + 180), Duration.ofSeconds(98 + 180 + 40));
    }

    @Test
    void followsTheRateThatIsSeen() {
        for (int second = 0; second <= 40; second += 4) {
            look(EVICTING_CONNS, EVICTS, EVICTS.plusSeconds(second), counted(second * 15));
        }

        // Half as fast as was ordered: 1,740 clients are left, at 15 a second, and 10 s after them.
        assertThat(now().percent()).isEqualTo(25);
        assertThat(now().earliest()).isBetween(Duration.ofSeconds(100), Duration.ofSeconds(126));
        assertThat(now().latest()).isBetween(Duration.ofSeconds(126), Duration.ofSeconds(170));
    }

    @Test
    void theEarlyEndIsNearWhereEverythingGoesAsForetold() {
        for (int second = 0; second <= 60; second += 4) {
            look(EVICTING_CONNS, EVICTS, EVICTS.plusSeconds(second), counted(second * 30));
        }

        assertThat(now().percent()).isEqualTo(76);
        assertThat(now().earliest()).isBetween(Duration.ofSeconds(25), Duration.ofSeconds(28));
        assertThat(now().latest()).isBetween(Duration.ofSeconds(28), Duration.ofSeconds(48));
    }

    @Test
    void furtherWavesAreCounted() {
        forecast = new Outlook.Forecast(
                BEGAN, foretold(300, List.of(new Leg(10, 2_340, 78, false), new Leg(20, 7_660, 150, false))));

        look(EVICTING_CONNS, EVICTS, EVICTS, counted(0));
        look(WAIT_TAKEOVER, EVICTS.plusSeconds(78), EVICTS.plusSeconds(78), counted(2_340));

        assertThat(now().earliest()).isBetween(Duration.ofSeconds(20 + 145 + 42), Duration.ofSeconds(20 + 150 + 42));
    }

    @Test
    void neverGoesBackwards() {
        List<Integer> percents = new ArrayList<>();
        for (int second = 0; second <= 40; second += 4) {
            look(EVICTING_CONNS, EVICTS, EVICTS.plusSeconds(second), counted(second * 30));
            percents.add(now().percent());
        }
        // After a hold donors hold as many as before it, and the plan of what is left says that there is more.
        Instant later = EVICTS.plusSeconds(640);
        forecast = new Outlook.Forecast(later, foretold(150, List.of(new Leg(10, 3_000, 100, false))));
        look(WAIT_HEALTH_CHECK, later, later, counted(1_200));
        percents.add(now().percent());
        for (int second = 0; second <= 100; second += 4) {
            look(EVICTING_CONNS, later.plusSeconds(10), later.plusSeconds(10 + second), counted(1_200 + second * 30));
            percents.add(now().percent());
        }

        assertThat(percents).isSorted().endsWith(99);
        assertThat(percents.get(10)).isEqualTo(51);
    }

    /** Nobody is evicted in it, and it is not seen as a slow eviction. */
    @Test
    void aPauseIsNoPartOfTheRate() {
        for (int second = 0; second <= 40; second += 4) {
            look(EVICTING_CONNS, EVICTS, EVICTS.plusSeconds(second), counted(second * 30));
        }
        Outlook before = now();
        Instant later = EVICTS.plusSeconds(640);
        forecast = new Outlook.Forecast(later, foretold(58, List.of(new Leg(10, 1_140, 38, false))));
        for (int second = 0; second <= 4; second += 4) {
            look(EVICTING_CONNS, later, later.plusSeconds(second), counted(1_200 + second * 30));
        }

        assertThat(now().latest()).isLessThan(before.latest());
        assertThat(now().headway().orElseThrow().slowest()).isLessThan(1.3);
    }

    @Test
    void whatIsEvictedWhileNobodyLooksIsCountedWhenTheRunGoesOn() {
        look(EVICTING_CONNS, EVICTS, EVICTS, counted(0));
        Instant later = EVICTS.plusSeconds(640);
        forecast = new Outlook.Forecast(later, foretold(58, List.of(new Leg(10, 1_140, 38, false))));

        look(WAIT_HEALTH_CHECK, later, later, counted(1_200));

        assertThat(now().percent()).isEqualTo(51);
        assertThat(now().earliest()).isBetween(Duration.ofSeconds(56), Duration.ofSeconds(58));
    }

    @Test
    void tellsThatClientsComeBackToDonors() {
        for (int second = 0; second <= 32; second += 4) {
            look(EVICTING_CONNS, EVICTS, EVICTS.plusSeconds(second), counted(second == 4 ? 90 : 60));
        }

        assertThat(now().blocker())
                .hasValue("the donors have had 9910 connections or more for 28 s: clients come back to them");
    }

    @Test
    void tellsThatRecipientsRefuse() {
        counters(0, 0, 0);
        look(EVICTING_CONNS, EVICTS, EVICTS, counted(0));
        counters(100, 0, 12);
        look(EVICTING_CONNS, EVICTS, EVICTS.plusSeconds(4), counted(120));

        assertThat(now().blocker())
                .hasValue("recipients refuse 12.0 % of the clients that try to connect, 5.0 % are allowed");
    }

    @Test
    void tellsThatALoadBalancerStillSends() {
        counters(0, 0, 0);
        look(EVICTING_CONNS, EVICTS, EVICTS, counted(0));
        counters(93, 7, 0);
        look(EVICTING_CONNS, EVICTS, EVICTS.plusSeconds(4), counted(120));

        assertThat(now().blocker().orElseThrow())
                .startsWith("7.0 % of the clients that try to connect come to donors")
                .contains("a load balancer still sends them there");
    }

    @Test
    void saysNothingWhereAllIsWell() {
        for (int second = 0; second <= 76; second += 4) {
            look(EVICTING_CONNS, EVICTS, EVICTS.plusSeconds(second), counted(second * 30));
            assertThat(now().blocker()).isEmpty();
        }
    }

    @Test
    void hasNothingToGoByWithoutAForecast() {
        assertThat(judge.next(
                        order(Optional.empty()),
                        outlook,
                        EVICTING_CONNS,
                        EVICTS,
                        Optional.of(counted(0)),
                        seen,
                        Optional.empty(),
                        EVICTS))
                .isEmpty();
    }

    private void counters(long atRecipient, long atDonor, long refused) {
        counters = Optional.of(new Counted(
                EVICTS,
                Map.of("a", atDonor, "b", 0L, "c", 0L, "d", atRecipient),
                Map.of("a", 0L, "b", 0L, "c", 0L, "d", refused)));
    }

    private Outlook now() {
        return outlook.orElseThrow();
    }

    private void look(EmqxState state, Instant since, Instant now, Census census) {
        WatchOrder order = order(Optional.of(forecast));
        seen = Optional.of(guard.next(order.guard().orElseThrow(), seen, state, census, counters, now));
        counters = Optional.empty();
        outlook = judge.next(order, outlook, state, since, Optional.of(census), seen, Optional.empty(), now);
    }

    private static WatchOrder order(Optional<Outlook.Forecast> forecast) {
        return new WatchOrder(
                ClusterRef.inKubernetes("default", "emqx-ee"),
                new RunRef("default", "id", "run"),
                Waves.article(),
                EVICTING_CONNS,
                BEGAN,
                2_340,
                true,
                Lever.LABEL,
                Optional.empty(),
                Optional.empty(),
                OptionalLong.empty(),
                Optional.of(new GuardOrder(
                        Guardrails.standard(),
                        Duration.ofMinutes(2),
                        counted(0),
                        counted(0),
                        Waves.article(),
                        Waves.DONORS,
                        Optional.empty(),
                        true,
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        true)),
                List.of(),
                forecast,
                Optional.empty());
    }

    /** When so many clients have moved; those of one step are on their way. */
    private static Census counted(long moved) {
        return Waves.counted(BEGAN, 3334 - moved / 3, 3333 - moved / 3, 3333 - (moved - 2 * (moved / 3)), moved);
    }

    private static WholeRun foretold(int seconds, List<Leg> legs) {
        return new WholeRun(Duration.ofSeconds(seconds), legs.size(), 78, 0, 0, 30, 1.02, Map.of(), null, legs, null);
    }
}
