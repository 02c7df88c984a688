package dev.evenkeel.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.contract.Outcome;
import dev.evenkeel.contract.RebalanceResult;
import dev.evenkeel.e2e.FakePrometheus.Says;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Conditions of one's own, as Prometheus answers them, are guardrails like the others. */
@Timeout(120)
final class GuardConditionsTest {
    /** Questions before the first look of the eviction: the assessment's. */
    private static final int FIRST_LOOK = 1;

    private static String request(String action) {
        return "{\"instanceName\": \"emqx-ee\", \"guardrails\": {\"conditions\": [{\"name\": \"broker-cpu\", \"query\":"
                + " \"max(rate(cpu[1m])) > 0.9\", \"action\": \"" + action + "\"}]}}";
    }

    private static IntFunction<Says> from(int look, int looks, Says says) {
        return asked -> asked >= FIRST_LOOK + look && asked < FIRST_LOOK + look + looks ? says : Says.CLEAR;
    }

    @Test
    void pausesWhileItHoldsAndGoesOn() {
        try (FakePrometheus prometheus = FakePrometheus.saying(from(3, 5, Says.HOLDS));
                Bench bench = Bench.asking(prometheus.client(), Stage::article)) {
            RebalanceResult result = bench.run(request("pause"));

            assertThat(result.outcome()).as(result.summary()).isEqualTo(Outcome.BALANCED);
            assertThat(result.notes())
                    .containsOnlyOnce(
                            "paused by guardrail condition broker-cpu: 0.97 of {pod=\"broker-7\"}",
                            "going on: condition broker-cpu does not hold any more");
            bench.assertNothingLeft();
        }
    }

    @Test
    void doesNothingWhereItHoldsInOneLookOnly() {
        try (FakePrometheus prometheus = FakePrometheus.saying(from(3, 1, Says.HOLDS));
                Bench bench = Bench.asking(prometheus.client(), Stage::article)) {
            RebalanceResult result = bench.run(request("abort"));

            assertThat(result.outcome()).as(result.summary()).isEqualTo(Outcome.BALANCED);
            assertThat(result.notes()).noneMatch(note -> note.contains("broker-cpu"));
            assertThat(prometheus.asked()).isGreaterThan(FIRST_LOOK + 4);
        }
    }

    @Test
    void abortsWhereItShall() {
        try (FakePrometheus prometheus = FakePrometheus.saying(from(3, 1_000, Says.HOLDS));
                Bench bench = Bench.asking(prometheus.client(), Stage::article)) {
            RebalanceResult result = bench.run(request("abort"));

            assertThat(result.outcome()).as(result.summary()).isEqualTo(Outcome.ABORTED);
            assertThat(result.summary()).contains("guardrail condition broker-cpu", "0.97 of {pod=\"broker-7\"}");
            assertThat(prometheus.asked()).isEqualTo(FIRST_LOOK + 5);
            bench.assertNothingLeft();
        }
    }

    @Test
    void lowersTheRateAndRaisesItAfterAMinuteOfCalm() {
        try (FakePrometheus prometheus = FakePrometheus.saying(from(3, 2, Says.HOLDS));
                Bench bench = Bench.asking(prometheus.client(), Stage::article)) {
            RebalanceResult result = bench.run(request("slow"));

            assertThat(result.outcome()).as(result.summary()).isEqualTo(Outcome.BALANCED);
            assertThat(result.notes())
                    .anyMatch(note ->
                            note.startsWith("lowered to") && note.contains("by guardrail condition broker-cpu: 0.97"))
                    .anyMatch(
                            note -> note.startsWith("raised to") && note.contains("by guardrail condition broker-cpu"));
        }
    }

    @Test
    void abortsWhereItHoldsForTooLong() {
        try (FakePrometheus prometheus = FakePrometheus.saying(from(3, 1_000, Says.HOLDS));
                Bench bench = Bench.asking(prometheus.client(), Stage::article)) {
            RebalanceResult result = bench.run(request("pause"));

            assertThat(result.outcome()).as(result.summary()).isEqualTo(Outcome.ABORTED);
            assertThat(result.summary())
                    .contains("guardrail condition broker-cpu", "not well again within PT1M", "broker-cpu holds");
            bench.assertNothingLeft();
        }
    }

    @Test
    void aSilentPrometheusIsNotedAndTripsNothing() {
        try (FakePrometheus prometheus = FakePrometheus.saying(from(3, 6, Says.NOTHING_USEFUL));
                Bench bench = Bench.asking(prometheus.client(), Stage::article)) {
            RebalanceResult result = bench.run(request("abort"));

            assertThat(result.outcome()).as(result.summary()).isEqualTo(Outcome.BALANCED);
            assertThat(result.notes().stream()
                            .filter(note -> note.contains("read"))
                            .toList())
                    .containsExactly(
                            "guardrail condition broker-cpu cannot be read: Prometheus answers with HTTP 503:"
                                    + " neither trips nor recovers meanwhile",
                            "every condition can be read again");
        }
    }

    @Test
    void aPauseOnAConditionThatNobodyCanReadEndsInAnAbort() {
        IntFunction<Says> script = asked ->
                asked < FIRST_LOOK + 3 ? Says.CLEAR : asked < FIRST_LOOK + 5 ? Says.HOLDS : Says.NOTHING_USEFUL;
        try (FakePrometheus prometheus = FakePrometheus.saying(script);
                Bench bench = Bench.asking(prometheus.client(), Stage::article)) {
            RebalanceResult result = bench.run(request("pause"));

            assertThat(result.outcome()).as(result.summary()).isEqualTo(Outcome.ABORTED);
            assertThat(result.summary())
                    .contains("not well again within PT1M", "broker-cpu held and cannot be read", "HTTP 503");
            bench.assertNothingLeft();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            HOLDS          | CONDITION_HOLDS    | condition broker-cpu: 0.97 of {pod="broker-7"}
            SCALAR         | CONDITION_UNUSABLE | condition broker-cpu: the query answers with a scalar
            BAD_QUERY      | CONDITION_UNUSABLE | condition broker-cpu: Prometheus refuses the query: 1:5: parse error
            NOTHING_USEFUL | PROMETHEUS_SILENT  | condition broker-cpu: Prometheus answers with HTTP 503
            """)
    void isRefusedBeforeAnythingIsTouched(Says says, String reason, String words) {
        try (FakePrometheus prometheus = FakePrometheus.saying(asked -> says);
                Bench bench = Bench.asking(prometheus.client(), Stage::article)) {
            assertThatThrownBy(() -> bench.run(request("pause")))
                    .rootCause()
                    .hasMessageContaining("refused: ")
                    .hasMessageContaining(words);
            assertThat(prometheus.asked()).isEqualTo(1);
            bench.assertNothingLeft();
        }
    }

    @Test
    void isRefusedWhereTheWorkerHasNoPrometheus() {
        try (Bench bench = Bench.skipping(Stage::article)) {
            assertThatThrownBy(() -> bench.run(request("pause")))
                    .rootCause()
                    .hasMessageContaining("condition broker-cpu: the worker has no evenkeel.prometheus.url")
                    .hasMessageContaining("set evenkeel.prometheus.url in the worker's settings");
            bench.assertNothingLeft();
        }
    }
}
