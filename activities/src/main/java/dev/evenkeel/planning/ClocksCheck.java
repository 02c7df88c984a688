package dev.evenkeel.planning;

import dev.evenkeel.contract.Diagnosis.Severity;
import dev.evenkeel.planning.Facts.Clock;
import dev.evenkeel.planning.Facts.Whose;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Whether the clocks that a run goes by agree, as far as the time between question and answer lets that be told. */
final class ClocksCheck {
    /** NTP keeps milliseconds; two seconds are a machine that does not follow it. */
    static final Duration WARN = Duration.ofSeconds(2);

    /** As long as the longest thing that is timed to the second: the attempt of a look. */
    static final Duration WRONG = Duration.ofSeconds(10);

    private ClocksCheck() {}

    static void judge(Facts facts, Findings findings) {
        if (!facts.clocks().isEmpty()) {
            findings.subject(
                    "clocks",
                    "the worker's clock agrees with "
                            + String.join(
                                    ", ",
                                    facts.clocks().stream()
                                            .map(clock -> clock.whose() == Whose.EMQX ? "EMQX" : clock.name())
                                            .distinct()
                                            .sorted()
                                            .toList()),
                    () -> List.of(Whose.values()).forEach(whose -> judge(whose, facts, findings)));
        }
    }

    /** The one that is farthest away speaks for all of its kind. */
    private static void judge(Whose whose, Facts facts, Findings findings) {
        facts.clocks().stream()
                .filter(clock -> clock.whose() == whose)
                .max(Comparator.comparing(clock -> clock.workerBehind().abs()))
                .filter(clock -> clock.workerBehind().abs().compareTo(WARN) > 0)
                .ifPresent(clock -> findings.found(symptom(whose), severity(clock), words(clock)));
    }

    private static Symptom symptom(Whose whose) {
        return switch (whose) {
            case TEMPORAL -> Symptom.CLOCK_OF_TEMPORAL;
            case KUBERNETES -> Symptom.CLOCK_OF_KUBERNETES;
            case EMQX -> Symptom.CLOCK_OF_EMQX;
        };
    }

    /** EMQX's clock decides nothing in a run: it is worth a warning however far it is off. */
    private static Severity severity(Clock clock) {
        boolean wrong = clock.workerBehind().abs().compareTo(WRONG) > 0 && clock.whose() != Whose.EMQX;
        return wrong ? Severity.ERROR : symptom(clock.whose()).severity();
    }

    private static String words(Clock clock) {
        Duration behind = clock.workerBehind();
        return String.format(
                Locale.ROOT,
                "the worker's clock is at least %.1f s %s that of %s",
                behind.abs().toMillis() / 1000.0,
                behind.isNegative() ? "ahead of" : "behind",
                clock.name());
    }
}
