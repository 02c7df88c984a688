package dev.evenkeel.activity;

import dev.evenkeel.contract.GuardCondition;
import dev.evenkeel.planning.ConditionReading;
import dev.evenkeel.planning.ConditionReading.Answer;
import dev.evenkeel.prometheus.PrometheusClient;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Asks the worker's Prometheus for conditions, all at once and beside everything else. */
public final class Conditions {
    /** Half of the time between two looks, which a look waits at most; an answer that takes longer is none. */
    private static final long ANSWER_MILLIS_MAX = 2_000;

    private final Optional<PrometheusClient> prometheus;

    /** @param prometheus as the worker's settings name it */
    public Conditions(Optional<PrometheusClient> prometheus) {
        this.prometheus = prometheus;
    }

    /** The answers are there in two seconds at most, whatever Prometheus does. */
    CompletableFuture<List<ConditionReading>> asked(List<GuardCondition> conditions) {
        List<CompletableFuture<ConditionReading>> answers =
                conditions.stream().map(this::asked).toList();
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenApply(all -> answers.stream().map(CompletableFuture::join).toList());
    }

    private CompletableFuture<ConditionReading> asked(GuardCondition condition) {
        String name = condition.name();
        if (prometheus.isEmpty()) {
            return CompletableFuture.completedFuture(
                    new ConditionReading(name, Answer.NOT_SET, "the worker has no evenkeel.prometheus.url"));
        }
        return CompletableFuture.supplyAsync(
                        () -> reading(name, prometheus.get().ask(condition.query())), Calls.THREADS)
                .completeOnTimeout(
                        new ConditionReading(
                                name,
                                Answer.SILENT,
                                "Prometheus does not answer: nothing within " + ANSWER_MILLIS_MAX + " ms"),
                        ANSWER_MILLIS_MAX,
                        TimeUnit.MILLISECONDS);
    }

    private static ConditionReading reading(String name, PrometheusClient.Answer answer) {
        return new ConditionReading(
                name,
                switch (answer.kind()) {
                    case SAMPLES -> Answer.HOLDS;
                    case NO_SAMPLES -> Answer.CLEAR;
                    case UNUSABLE -> Answer.UNUSABLE;
                    case SILENT -> Answer.SILENT;
                },
                answer.words());
    }
}
