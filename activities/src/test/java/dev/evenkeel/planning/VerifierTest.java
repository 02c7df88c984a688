package dev.evenkeel.planning;

import static dev.evenkeel.planning.Waves.BEGAN;
import static dev.evenkeel.planning.Waves.counted;
import static dev.evenkeel.planning.Waves.withCounters;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.contract.Census;
import dev.evenkeel.contract.Clause;
import dev.evenkeel.contract.Clause.Finding;
import dev.evenkeel.contract.EndpointActivities.Restoration;
import dev.evenkeel.contract.Threshold;
import dev.evenkeel.contract.Wave;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VerifierTest {
    private static final Instant ENDED = BEGAN.plusSeconds(98);
    private static final Census BEFORE = counted(BEGAN, 3333, 3333, 3334, 0);
    private static final Census AFTER = counted(ENDED, 2553, 2553, 2554, 2340);
    private static final Map<String, Boolean> AVAILABLE = Map.of("a", true, "b", true, "c", true);
    private static final Restoration RESTORED = restoration(List.of(), List.of());

    /** The recipient lacks 200 of its 2,500, which chance could do to a fleet of so many that come and go. */
    @Test
    void donorsServeAgainOnceRecipientsHaveCaughtUpOrNobodyIsOnHisWay() {
        Wave wave = Waves.article();
        Census before = withCounters(counted(BEGAN.minusSeconds(10), 3334, 3333, 3333, 0), 0, 0);
        Census began = withCounters(counted(BEGAN, 3334, 3333, 3333, 0), 100, 100);
        Census missing = counted(ENDED, 2500, 2500, 2500, 2300);

        assertThat(Verifier.donorsMayServe(wave, before, began, missing, false).evidence())
                .isEqualTo("9800 clients online, 10000 expected after own churn: 200 missing, 25 allowed");
        assertThat(Verifier.donorsMayServe(wave, before, began, missing, true).holds())
                .isTrue();
        assertThat(Verifier.donorsMayServe(wave, before, began, counted(ENDED, 2500, 2490, 2500, 2490), false)
                        .holds())
                .isTrue();
        assertThat(Verifier.donorsMayServe(wave, before, began, counted(ENDED, 2400, 2400, 2400, 2400), false)
                        .holds())
                .as("the recipient has as many as all have on average")
                .isTrue();
    }

    @Test
    void findsEveryClauseToHoldAfterTheArticlesRun() {
        List<Finding> findings = judge(Waves.article(), AFTER, AVAILABLE, Optional.of(RESTORED));

        assertThat(findings).extracting(Finding::clause).containsExactly(Clause.values());
        assertThat(findings).allMatch(Finding::holds);
        assertThat(findings.get(0).evidence())
                .isEqualTo(
                        "donors' mean 2553.3, recipients' mean 2340.0: allowed up to 2440.0 (+100) or 2574.0 (x1.1)");
        assertThat(findings.get(1).evidence())
                .isEqualTo("fullest node c holds 2554, mean 2500.0, allowed up to 2750.0");
        assertThat(findings.get(2).evidence())
                .isEqualTo("emptiest node d holds 2340, mean 2500.0, allowed down to 2000.0");
    }

    @ParameterizedTest
    @EnumSource
    void namesTheClauseThatDoesNotHoldAndNoOther(Broken broken) {
        List<Finding> findings =
                judge(Waves.article(), broken.after, broken.available, Optional.of(broken.restoration));

        assertThat(findings)
                .filteredOn(finding -> !finding.holds())
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.clause()).isEqualTo(broken.clause);
                    assertThat(finding.evidence()).isEqualTo(broken.evidence);
                });
    }

    @Test
    void breaksEveryClauseOnce() {
        assertThat(Stream.of(Broken.values()).map(broken -> broken.clause)).contains(Clause.values());
    }

    @Test
    void callsARecipientThatEndedTooFullNoBalanceThoughEmqxIsContent() {
        Wave wave = Waves.article();
        Census hot = counted(ENDED, 2000, 2000, 2000, 4000);

        List<Finding> findings = judge(wave, hot, AVAILABLE, Optional.of(RESTORED));

        assertThat(wave.parameters().connections().reached(2000, 4000)).isTrue();
        assertThat(findings)
                .filteredOn(finding -> !finding.holds())
                .extracting(Finding::clause)
                .containsExactly(Clause.NO_HOT_NODE);
    }

    @Test
    void allowsAnOvershootWithinTheThresholdThatWasAskedFor() {
        Wave emqxOwnDefaults = Waves.within(new Threshold(1000, 1.1));
        Census overshot = counted(ENDED, 2333, 2333, 2334, 3000);

        List<Finding> findings = judge(emqxOwnDefaults, overshot, AVAILABLE, Optional.of(RESTORED));

        assertThat(findings).allMatch(Finding::holds);
    }

    @Test
    void seesOneHotDonorBehindTheDonorsMean() {
        List<Finding> findings =
                judge(Waves.article(), counted(ENDED, 2300, 2300, 3000, 2400), AVAILABLE, Optional.of(RESTORED));

        assertThat(findings)
                .filteredOn(finding -> !finding.holds())
                .extracting(Finding::clause)
                .containsExactly(Clause.NO_HOT_NODE);
    }

    @Test
    void leavesEndpointsOutWhereNothingWasExcluded() {
        List<Finding> findings = judge(Waves.article(), AFTER, AVAILABLE, Optional.empty());

        assertThat(findings)
                .extracting(Finding::clause)
                .doesNotContain(Clause.ENDPOINTS_RESTORED)
                .hasSize(7);
    }

    @Test
    void countsAPodThatIsGoneAsRestoredAndSaysSo() {
        List<Finding> findings =
                judge(Waves.article(), AFTER, AVAILABLE, Optional.of(restoration(List.of("emqx-1"), List.of())));

        assertThat(findings).allMatch(Finding::holds);
        assertThat(findings.get(7).evidence()).endsWith("no longer there: [emqx-1]");
    }

    @Test
    void expectsWhatWasThereFromTheStartWhereEvictionNeverBegan() {
        List<Finding> findings = Verifier.judge(
                Waves.article(),
                BEFORE,
                Optional.empty(),
                counted(ENDED, 2450, 2450, 2450, 2350),
                AVAILABLE,
                Optional.of(RESTORED));

        assertThat(findings)
                .filteredOn(finding -> !finding.holds())
                .extracting(Finding::clause)
                .containsExactly(Clause.CLIENTS_BACK);
    }

    private static List<Finding> judge(
            Wave wave, Census after, Map<String, Boolean> available, Optional<Restoration> endpoints) {
        return Verifier.judge(wave, BEFORE, Optional.of(BEFORE), after, available, endpoints);
    }

    private static Map<String, Long> fewer(Census census, long sessions) {
        Map<String, Long> left = new TreeMap<>(census.sessions());
        left.computeIfPresent("a", (node, count) -> count - sessions);
        return left;
    }

    private static Restoration restoration(List<String> gone, List<String> notServing) {
        return new Restoration(List.of("emqx-0"), gone, notServing, ENDED);
    }

    enum Broken {
        THE_MEANS_ARE_APART(
                Clause.ENGINE_INEQUALITY,
                counted(ENDED, 2575, 2575, 2575, 2275),
                AVAILABLE,
                RESTORED,
                "donors' mean 2575.0, recipients' mean 2275.0: allowed up to 2375.0 (+100) or 2502.5 (x1.1)"),
        THE_RECIPIENT_IS_HOT(
                Clause.NO_HOT_NODE,
                counted(ENDED, 2000, 2000, 2000, 4000),
                AVAILABLE,
                RESTORED,
                "fullest node d holds 4000, mean 2500.0, allowed up to 2750.0"),
        A_NODE_IS_COLD(
                Clause.NO_COLD_NODE,
                counted(ENDED, 2700, 2700, 1950, 2650),
                AVAILABLE,
                RESTORED,
                "emptiest node c holds 1950, mean 2500.0, allowed down to 2000.0"),
        CLIENTS_ARE_MISSING(
                Clause.CLIENTS_BACK,
                counted(ENDED, 2500, 2500, 2500, 2300),
                AVAILABLE,
                RESTORED,
                "9800 clients online, 10000 expected after own churn: 200 missing, 50 allowed"),
        SESSIONS_WERE_LEFT(
                Clause.SESSIONS_MOVED,
                Waves.away(ENDED, new long[] {2553, 2553, 2554, 2340}, 500, 400, 300, 0),
                AVAILABLE,
                RESTORED,
                "sessions of absent clients: donors' mean 400.0, recipients' mean 0.0"),
        SESSIONS_WERE_LOST(
                Clause.SESSIONS_KEPT,
                new Census(
                        ENDED,
                        AFTER.connections(),
                        fewer(AFTER, 11),
                        AFTER.connects(),
                        AFTER.disconnects(),
                        AFTER.lastStart()),
                AVAILABLE,
                RESTORED,
                "9989 sessions, 10000 expected after those that expire: 11 missing, 10 allowed"),
        A_DONOR_REFUSES(
                Clause.DONORS_AVAILABLE, AFTER, Map.of("a", true, "b", false, "c", true), RESTORED, "no 200 from [b]"),
        A_DONOR_WAS_NOT_REACHED(
                Clause.DONORS_AVAILABLE, AFTER, Map.of("a", true, "b", true), RESTORED, "no 200 from [c]"),
        A_POD_IS_NOT_SERVED(
                Clause.ENDPOINTS_RESTORED,
                AFTER,
                AVAILABLE,
                restoration(List.of(), List.of("emqx-2")),
                "not served: [emqx-2]");

        private final Clause clause;
        private final Census after;
        private final Map<String, Boolean> available;
        private final Restoration restoration;
        private final String evidence;

        Broken(Clause clause, Census after, Map<String, Boolean> available, Restoration restoration, String evidence) {
            this.clause = clause;
            this.after = after;
            this.available = available;
            this.restoration = restoration;
            this.evidence = evidence;
        }
    }
}
