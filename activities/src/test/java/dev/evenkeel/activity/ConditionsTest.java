package dev.evenkeel.activity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.contract.GuardCondition;
import dev.evenkeel.contract.GuardCondition.Reaction;
import dev.evenkeel.planning.ConditionReading;
import dev.evenkeel.planning.ConditionReading.Answer;
import dev.evenkeel.prometheus.PrometheusClient;
import dev.evenkeel.prometheus.PrometheusClient.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class ConditionsTest {
    private final CountDownLatch end = new CountDownLatch(1);

    private static List<GuardCondition> conditions(int count) {
        return IntStream.range(0, count)
                .mapToObj(index -> new GuardCondition("c" + index, "query " + index, Reaction.PAUSE))
                .toList();
    }

    private static List<ConditionReading> read(PrometheusClient prometheus, int count) {
        return new Conditions(Optional.of(prometheus)).asked(conditions(count)).join();
    }

    @Test
    void eachConditionHasTheAnswerToItsQuery() {
        List<Kind> kinds = List.of(Kind.SAMPLES, Kind.NO_SAMPLES, Kind.UNUSABLE, Kind.SILENT);

        List<ConditionReading> readings =
                read(query -> new PrometheusClient.Answer(kinds.get(query.charAt(query.length() - 1) - '0'), query), 4);

        assertThat(readings)
                .containsExactly(
                        new ConditionReading("c0", Answer.HOLDS, "query 0"),
                        new ConditionReading("c1", Answer.CLEAR, "query 1"),
                        new ConditionReading("c2", Answer.UNUSABLE, "query 2"),
                        new ConditionReading("c3", Answer.SILENT, "query 3"));
    }

    @Test
    void aPrometheusThatHangsIsWaitedForTwoSecondsHoweverManyConditionsThereAre() {
        long began = System.nanoTime();

        List<ConditionReading> readings = read(
                query -> {
                    try {
                        end.await();
                    } catch (InterruptedException stopped) {
                        Thread.currentThread().interrupt();
                    }
                    return new PrometheusClient.Answer(Kind.SAMPLES, "late");
                },
                10);
        Duration waited = Duration.ofNanos(System.nanoTime() - began);
        end.countDown();

        assertThat(readings).hasSize(10).allMatch(reading -> reading.answer() == Answer.SILENT);
        assertThat(readings.get(0).words()).isEqualTo("Prometheus does not answer: nothing within 2000 ms");
        assertThat(waited).isBetween(Duration.ofMillis(1_900), Duration.ofSeconds(8));
    }

    @Test
    void withoutAPrometheusEveryConditionSaysSo() {
        assertThat(new Conditions(Optional.empty()).asked(conditions(1)).join())
                .containsExactly(
                        new ConditionReading("c0", Answer.NOT_SET, "the worker has no evenkeel.prometheus.url"));
    }

    @Test
    void nobodyIsAskedWhereThereAreNoConditions() {
        assertThat(read(
                        query -> {
                            throw new IllegalStateException("asked for " + query);
                        },
                        0))
                .isEmpty();
    }
}
