package dev.evenkeel.worker;

import dev.evenkeel.activity.Janitor;
import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.emqx.EmqxException;
import dev.evenkeel.kubernetes.KubernetesException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import io.temporal.client.ActivityCompletionException;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Our own metrics; METRICS.md has the table. Every label has a fixed, small set of values: no cluster, node or workflow
 * id among them.
 */
final class Meters {
    static final String ATTEMPTS = "evenkeel.activity.attempts";
    static final String EMQX = "evenkeel.emqx.requests";
    static final String KUBERNETES = "evenkeel.kubernetes.operations";
    static final String JANITOR = "evenkeel.janitor.findings";
    static final String SILENCE = "evenkeel.temporal.silence";

    private static final String COMPLETED = "Completed";
    private static final String CANCELLED = "Cancelled";
    private static final String UNEXPECTED = "Unexpected";

    /** From a node that answers at once to one that is given up, see EmqxTimeouts. */
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(10),
        Duration.ofMillis(50),
        Duration.ofMillis(250),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(20)
    };

    private Meters() {}

    static void attempt(MeterRegistry registry, String activity, String result) {
        Counter.builder(ATTEMPTS)
                .description("Attempts at activities that ended")
                .tag("activity", activity)
                .tag("result", result)
                .register(registry)
                .increment();
    }

    /** Does the work and takes its time and result. */
    static <T> T timed(MeterRegistry registry, String name, String operation, Supplier<T> work) {
        Timer.Sample sample = Timer.start(registry);
        String result = UNEXPECTED;
        try {
            T value = work.get();
            result = COMPLETED;
            return value;
        } catch (RuntimeException failed) {
            result = result(failed);
            throw failed;
        } finally {
            sample.stop(Timer.builder(name)
                    .description("What was asked of it, all entry points and waits included")
                    .tag("operation", operation)
                    .tag("result", result)
                    .serviceLevelObjectives(BUCKETS)
                    .register(registry));
        }
    }

    static void temporalSilence(MeterRegistry registry, TemporalNews news, InstantSource clock) {
        Instant started = clock.instant();
        TimeGauge.builder(
                        SILENCE,
                        () -> Duration.between(news.seenAt().orElse(started), clock.instant())
                                .toMillis(),
                        TimeUnit.MILLISECONDS)
                .description("Since Temporal answered last, or since the start where it never has")
                .register(registry);
    }

    static void cleaning(MeterRegistry registry, Janitor.State state) {
        Counter.builder(JANITOR)
                .description("Runs that were gone and were looked after")
                .tag("state", state.name())
                .register(registry)
                .increment();
    }

    static String completed() {
        return COMPLETED;
    }

    static boolean unexpected(String result) {
        return result.equals(UNEXPECTED);
    }

    /** The wire name of the kind, or one of two words for what has none. */
    static String result(Throwable failed) {
        if (failed instanceof EmqxException emqx) {
            return emqx.kind().wireName();
        }
        if (failed instanceof KubernetesException kubernetes) {
            return kubernetes.kind().wireName();
        }
        if (failed instanceof ActivityCompletionException || failed instanceof CanceledFailure) {
            return CANCELLED;
        }
        return failed instanceof ApplicationFailure application ? known(application) : UNEXPECTED;
    }

    private static String known(ApplicationFailure failure) {
        return Arrays.stream(FailureKind.values())
                .filter(kind -> kind.is(failure))
                .map(FailureKind::wireName)
                .findFirst()
                .orElse(UNEXPECTED);
    }
}
