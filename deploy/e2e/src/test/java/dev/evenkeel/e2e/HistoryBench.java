package dev.evenkeel.e2e;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The history of a run that takes a day; at most 80 events where 5,000 are allowed. */
@Tag("bench")
final class HistoryBench {
    @Test
    void staysSmallOverADay() {
        int events = HistoryTest.staysSmall(400_000, Duration.ofHours(24));

        System.out.println("[history] a run of a day has " + events + " events");
    }
}
