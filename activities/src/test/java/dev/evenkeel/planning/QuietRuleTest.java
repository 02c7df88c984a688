package dev.evenkeel.planning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.contract.EngineActivities.Arrivals;
import dev.evenkeel.contract.Wave;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class QuietRuleTest {
    private static final Instant AT = Instant.parse("2026-03-01T10:00:00Z");
    private static final Duration QUIET = Duration.ofSeconds(10);
    private static final Wave WAVE = new Wave(
            1,
            "r@1",
            List.of("a@1", "b@1", "c@1", "r@1"),
            List.of("a@1", "b@1", "c@1"),
            List.of("r@1"),
            Waves.article().parameters());

    private Optional<Arrivals> known = Optional.empty();

    private void look(int second, long a, long b, long c, long r) {
        known = Optional.of(
                QuietRule.next(known, Map.of("a@1", a, "b@1", b, "c@1", c, "r@1", r), WAVE, AT.plusSeconds(second)));
    }

    private Optional<String> unquietAt(int second) {
        return QuietRule.unquiet(known, QUIET, WAVE, AT.plusSeconds(second));
    }

    @Test
    void isQuietWhenNobodyCameToDonorsForSoLongAndEnoughToRecipients() {
        look(0, 70, 80, 90, 5);
        look(4, 71, 80, 90, 6);
        look(8, 71, 80, 90, 20);
        look(14, 71, 80, 90, 30);

        assertThat(unquietAt(14)).isEmpty();
        look(15, 71, 81, 90, 30);
        look(24, 71, 81, 90, 40);
        assertThat(unquietAt(24)).hasValue("clients still came to the donors 9 s ago");
    }

    @Test
    void oneAttemptAtOneDonorBeginsItAnew() {
        look(0, 70, 80, 90, 5);
        look(9, 70, 80, 90, 50);
        look(12, 70, 81, 90, 60);

        assertThat(unquietAt(12)).hasValue("clients still came to the donors 0 s ago");
        assertThat(known.get().elsewhere()).isZero();
    }

    @Test
    void silenceProvesNothingWhereHardlyAnybodyConnects() {
        look(0, 70, 80, 90, 5);
        look(600, 70, 80, 90, 9);

        assertThat(unquietAt(600))
                .hasValue("no client has come to the donors for 600 s, but only 4 to the recipients, and 5 are needed"
                        + " to tell that from chance");
    }

    @Test
    void theMoreRecipientsTheMoreMustCome() {
        assertThat(QuietRule.needed(WAVE)).isEqualTo(5);
        assertThat(QuietRule.needed(WAVE.partitioned(List.of("a@1"), List.of("b@1", "c@1", "r@1"))))
                .isEqualTo(25);
    }

    @Test
    void aDonorThatIsNotSeenOrCountsAnewIsNotQuiet() {
        look(0, 70, 80, 90, 5);
        Map<String, Long> without = new HashMap<>(Map.of("a@1", 70L, "b@1", 80L, "r@1", 50L));
        known = Optional.of(QuietRule.next(known, without, WAVE, AT.plusSeconds(20)));
        assertThat(unquietAt(20)).isPresent();

        look(40, 70, 80, 90, 60);
        assertThat(unquietAt(40)).as("back only now").isPresent();

        look(60, 0, 80, 90, 90);
        assertThat(unquietAt(60)).as("restarted").isPresent();
    }

    @Test
    void aRecipientThatCountsAnewTellsNothingOfThoseBefore() {
        look(0, 70, 80, 90, 1000);
        look(10, 70, 80, 90, 3);

        assertThat(known.get().elsewhere()).isZero();
    }

    @Test
    void isNotQuietWhereNothingWasReadOrNotForLong() {
        assertThat(unquietAt(0)).isPresent();
        look(0, 70, 80, 90, 5);
        look(20, 70, 80, 90, 50);

        assertThat(unquietAt(29)).isEmpty();
        assertThat(unquietAt(30)).hasValue("how many clients came to the donors could not be read from EMQX's metrics");
    }
}
