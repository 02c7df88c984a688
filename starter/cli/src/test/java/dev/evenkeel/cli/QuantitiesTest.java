package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class QuantitiesTest {
    @Test
    void timesAreWrittenAsPeopleReadThem() {
        Map.of(
                        0L,
                        "0s",
                        14L,
                        "14ms",
                        9_999L,
                        "9s",
                        98_000L,
                        "1m 38s",
                        3_600_000L,
                        "1h 0m",
                        7_500_000L,
                        "2h 5m",
                        -5_000L,
                        "-5s")
                .forEach((millis, text) ->
                        assertThat(Quantities.time(Duration.ofMillis(millis))).isEqualTo(text));
    }

    @Test
    void countsHaveThousands() {
        assertThat(Quantities.count(1_234_567)).isEqualTo("1,234,567");
        assertThat(Quantities.change(2_340)).isEqualTo("+2,340");
        assertThat(Quantities.change(-780)).isEqualTo("-780");
    }

    @Test
    void nodesAreShortenedOnlyWhereTheyStayTellable() {
        assertThat(NodeNames.shortened(List.of("e@emqx-0.h.ns.svc", "e@10.0.0.1"), false)
                        .values())
                .containsExactly("emqx-0", "10.0.0.1");
        assertThat(NodeNames.shortened(List.of("e@emqx-0.a", "e@emqx-0.b"), false)
                        .values())
                .containsExactly("e@emqx-0.a", "e@emqx-0.b");
    }

    @Test
    void longTextIsWrappedBesideItsLabel() {
        assertThat(new Page(24).field("note", "one two three four five").lines())
                .containsExactly("note      one two three", "          four five");
    }
}
