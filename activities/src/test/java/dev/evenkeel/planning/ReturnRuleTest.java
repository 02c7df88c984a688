package dev.evenkeel.planning;

import static dev.evenkeel.planning.Waves.BEGAN;
import static dev.evenkeel.planning.Waves.counted;
import static dev.evenkeel.planning.Waves.withCounters;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.contract.Census;
import dev.evenkeel.contract.Clause.Finding;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReturnRuleTest {
    @ParameterizedTest
    @EnumSource
    void judges(Case judged) {
        Finding finding = ReturnRule.clientsBack(judged.before, judged.began, judged.after);

        assertThat(finding.holds()).as(finding.evidence()).isEqualTo(judged.back);
    }

    /** 40 leave and 20 come in fifteen seconds: by that 240 were gone three minutes later, and by chance none. */
    @Test
    void aDipOfSecondsDoesNotExcuseClientsThatStayAway() {
        Census before = withCounters(counted(BEGAN, 1_886, 2_913, 3_558, 0), 0, 0);
        Census began = withCounters(counted(BEGAN.plusSeconds(15), 1_866, 2_913, 3_558, 0), 20, 40);
        Census after = counted(BEGAN.plusSeconds(195), 1_940, 1_970, 2_110, 2_080);

        assertThat(ReturnRule.clientsBack(before, began, after).holds()).isFalse();
    }

    /** A node died, its 2,000 clients came back one after the other, and 1,000 of them were still away at the beginning. */
    @Test
    void takesNoDeadNodesClientsForOnesThatLeaveByThemselves() {
        Census before = withCounters(counted(BEGAN, 2_000, 4_000, 4_000), 0, 0);
        Census began = withCounters(counted(BEGAN.plusSeconds(20), 0, 4_500, 4_500), 1_000, 0);
        Census restarted = startedAt(BEGAN.plusSeconds(2), began);
        Census without = withCounters(gone("a", began), 1_000, 0);

        for (Census later : List.of(restarted, without)) {
            Census after = counted(BEGAN.plusSeconds(200), 2_000, 3_500, 3_500);
            assertThat(ReturnRule.clientsBack(before, later, after).evidence())
                    .isEqualTo("9000 clients online, 10000 expected after own churn: 1000 missing, 45 allowed");
            assertThat(ReturnRule.back(before, later, counted(BEGAN.plusSeconds(200), 3_000, 3_500, 3_500)))
                    .isTrue();
        }
    }

    /** Its counters began anew, which looks as if 1,900 had left within twenty seconds. */
    @Test
    void measuresNoDriftOverARestart() {
        Census before = withCounters(counted(BEGAN, 2_000, 4_000, 4_000), 12_000, 2_000);
        Census began = startedAt(
                BEGAN.plusSeconds(2), withCounters(counted(BEGAN.plusSeconds(20), 2_000, 4_000, 4_000), 12_100, 4_000));
        Census after = counted(BEGAN.plusSeconds(200), 2_000, 3_500, 3_500);

        assertThat(ReturnRule.clientsBack(before, began, after).holds()).isFalse();
        assertThat(ReturnRule.clientsBack(before, startedAt(BEGAN.plusMillis(999), began), after)
                        .holds())
                .isTrue();
    }

    private static Census startedAt(Instant start, Census census) {
        return new Census(
                census.at(),
                census.connections(),
                census.sessions(),
                census.connects(),
                census.disconnects(),
                Optional.of(start));
    }

    private static Census gone(String node, Census census) {
        Map<String, Long> rest = new TreeMap<>(census.connections());
        rest.remove(node);
        return new Census(census.at(), rest, rest, census.connects(), census.disconnects(), census.lastStart());
    }

    /** As long as there is time clients on their way are not put down to chance. */
    @Test
    void waitsForClientsThatChanceWouldExcuse() {
        Case excused = Case.CHURN_IS_ALLOWED_ITS_CHANCE;

        assertThat(ReturnRule.back(excused.before, excused.began, excused.after))
                .isFalse();
        assertThat(ReturnRule.back(excused.before, excused.began, counted(BEGAN.plusSeconds(100), 9_950)))
                .isTrue();
    }

    /**
     * 10,000 clients when eviction begins, and 100 s until they are counted again. Half a percent is 50, two are 200.
     */
    enum Case {
        EVERYBODY_IS_BACK(unmeasured(), 10_000, true),
        HALF_A_PERCENT_IS_OVERDUE(unmeasured(), 9_950, true),
        MORE_THAN_HALF_A_PERCENT_IS(unmeasured(), 9_949, false),
        MORE_THAN_BEFORE(unmeasured(), 12_000, true),
        A_FLEET_SHRINKS_BY_ITSELF_BY_FIVE_A_SECOND(measured(1000, 0, 5_000), 9_500, true),
        IT_SHRANK_BY_MORE_THAN_THAT(measured(1000, 0, 5_000), 9_250, false),
        GROWTH_LOWERS_NOTHING(measured(1000, 5_000, 0), 9_925, false),
        GROWTH_IS_NOT_ASKED_FOR(measured(1000, 5_000, 0), 10_000, true),
        CHURN_IS_ALLOWED_ITS_CHANCE(measured(1000, 5_000, 5_000), 9_901, true),
        BUT_NO_MORE_THAN_ITS_CHANCE(measured(1000, 5_000, 5_000), 9_895, false),
        AND_TWO_PERCENT_AT_MOST(measured(1000, 500_000, 500_000), 9_800, true),
        WILD_CHURN_HIDES_NOBODY(measured(1000, 500_000, 500_000), 9_799, false),
        A_DIP_OF_FIVE_SECONDS_IS_NO_TREND(measured(5, 235, 265), 9_500, false),
        A_DIP_OF_FIVE_SECONDS_IS_STILL_ALLOWED_ITS_CHANCE(measured(5, 235, 265), 9_800, true),
        COUNTERS_BEGAN_ANEW(withCounters(counted(BEGAN.minusSeconds(1000), 10_000), 900_000, 900_000), 9_949, false),
        ONE_COUNTER_BEGAN_ANEW(withCounters(counted(BEGAN.minusSeconds(1000), 10_000), 0, 900_000), 9_949, false),
        NOTHING_WAS_MEASURED_IN_NO_TIME(withCounters(counted(BEGAN, 10_000), 100_000, 100_000), 9_949, false);

        private final Census before;
        private final Census began;
        private final Census after;
        private final boolean back;

        Case(Census before, long online, boolean back) {
            this.before = before;
            this.began = before.connects().isPresent()
                    ? withCounters(counted(BEGAN, 10_000), 500_000, 500_000)
                    : counted(BEGAN, 10_000);
            this.after = counted(BEGAN.plusSeconds(100), online);
            this.back = back;
        }

        private static Census unmeasured() {
            return counted(BEGAN.minusSeconds(1000), 10_000);
        }

        /** So many connected and disconnected in the seconds before eviction began. */
        private static Census measured(int seconds, long connects, long disconnects) {
            return withCounters(
                    counted(BEGAN.minusSeconds(seconds), 10_000), 500_000 - connects, 500_000 - disconnects);
        }
    }
}
