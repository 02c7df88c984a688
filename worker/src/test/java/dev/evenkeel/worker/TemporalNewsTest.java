package dev.evenkeel.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class TemporalNewsTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    private final TemporalNews news = new TemporalNews();

    @Test
    void saysAtOnceThatItWaits() {
        assertThat(news.silent("refused", NOON)).contains(Duration.ZERO);
        assertThat(news.problem()).contains("refused");
    }

    @Test
    void remindsOnceAMinute() {
        news.silent("refused", NOON);

        assertThat(news.silent("refused", NOON.plusSeconds(59))).isEmpty();
        assertThat(news.silent("refused", NOON.plusSeconds(60))).contains(Duration.ofSeconds(60));
        assertThat(news.silent("refused", NOON.plusSeconds(61))).isEmpty();
        assertThat(news.silent("refused", NOON.plusSeconds(120))).contains(Duration.ofSeconds(120));
    }

    @Test
    void saysForHowLongItWasAway() {
        news.silent("refused", NOON);

        assertThat(news.answered(NOON.plusSeconds(90))).contains(Duration.ofSeconds(90));
        assertThat(news.problem()).isEmpty();
    }

    @Test
    void saysNothingOfATemporalThatStaysThere() {
        news.answered(NOON);

        assertThat(news.answered(NOON.plusSeconds(10))).isEmpty();
        assertThat(news.seenAt()).contains(NOON.plusSeconds(10));
    }

    @Test
    void saysAtOnceThatItIsAwayAgain() {
        news.silent("refused", NOON);
        news.answered(NOON.plusSeconds(1));

        assertThat(news.silent("refused", NOON.plusSeconds(2))).contains(Duration.ZERO);
    }
}
