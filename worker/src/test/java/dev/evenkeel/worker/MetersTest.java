package dev.evenkeel.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.activity.Janitor;
import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.emqx.EmqxException;
import dev.evenkeel.kubernetes.KubernetesException;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.temporal.client.ActivityCanceledException;
import io.temporal.failure.ApplicationFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the code to the table of METRICS.md. */
final class MetersTest {
    /** {@code | `name` | type | `label`, `label` | meaning |} */
    private static final Pattern ROW = Pattern.compile("^\\| `(\\w+)` \\| (\\w+) \\| ([^|]*)\\|.*", Pattern.MULTILINE);

    private static final Pattern TYPE = Pattern.compile("^# TYPE (evenkeel_\\w+) (\\w+)$", Pattern.MULTILINE);

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    @Test
    void theTableNamesWhatThereIsAndNothingElse() throws Exception {
        Meters.attempt(registry, "Watch", "NotYet");
        Meters.timed(registry, Meters.EMQX, "nodes", () -> "");
        Meters.timed(registry, Meters.KUBERNETES, "discover", () -> "");
        Meters.cleaning(registry, Janitor.State.CLEAN);
        Meters.temporalSilence(registry, new TemporalNews(), InstantSource.system());

        assertThat(exposed()).isEqualTo(documented());
    }

    @Test
    void resultsAreTheKindsOfFailureAndFewWordsMore() {
        assertThat(Stream.of(FailureKind.values()).map(kind -> Meters.result(kind.failure("m", null))))
                .containsExactlyElementsOf(Stream.of(FailureKind.values())
                        .map(FailureKind::wireName)
                        .toList());
        assertThat(Meters.result(new EmqxException(FailureKind.EMQX_BUSY, "m", null)))
                .isEqualTo("EmqxBusy");
        assertThat(Meters.result(new KubernetesException(FailureKind.STILL_SERVED, "m", null)))
                .isEqualTo("StillServed");
        assertThat(Meters.result(new ActivityCanceledException())).isEqualTo("Cancelled");
        assertThat(Meters.result(ApplicationFailure.newFailure("m", "SomebodyElses")))
                .isEqualTo("Unexpected");
        assertThat(Meters.result(new IllegalStateException("m"))).isEqualTo("Unexpected");
    }

    @Test
    void countsARequestThatFailedUnderItsKind() {
        assertThatThrownBy(() -> Meters.timed(registry, Meters.EMQX, "nodes", () -> {
                    throw new EmqxException(FailureKind.EMQX_UNAVAILABLE, "m", null);
                }))
                .isInstanceOf(EmqxException.class);

        assertThat(registry.get(Meters.EMQX)
                        .tags("operation", "nodes", "result", "EmqxUnavailable")
                        .timer()
                        .count())
                .isEqualTo(1);
    }

    /** Name to type and labels. A timer's greatest value so far is a gauge beside it, and not in the table. */
    private Map<String, String> exposed() {
        String scraped = registry.scrape();
        Map<String, String> exposed = new TreeMap<>();
        Matcher types = TYPE.matcher(scraped);
        while (types.find()) {
            if (!types.group(1).endsWith("_max")) {
                exposed.put(types.group(1), types.group(2) + " " + labels(types.group(1), scraped));
            }
        }
        return exposed;
    }

    private static Set<String> labels(String name, String scraped) {
        Matcher samples = Pattern.compile("^" + name + "(?:_bucket|_count|_sum)?\\{(.*)}", Pattern.MULTILINE)
                .matcher(scraped);
        Set<String> labels = new TreeSet<>();
        while (samples.find()) {
            Stream.of(samples.group(1).split(","))
                    .map(label -> label.split("=")[0])
                    .filter(label -> !label.equals("le"))
                    .forEach(labels::add);
        }
        return labels;
    }

    private static Map<String, String> documented() throws Exception {
        Map<String, String> documented = new TreeMap<>();
        Matcher rows = ROW.matcher(Files.readString(Path.of("METRICS.md")));
        while (rows.find()) {
            Set<String> labels = Stream.of(rows.group(3).split(","))
                    .map(label -> label.replace("`", "").strip())
                    .filter(label -> !label.isEmpty())
                    .collect(Collectors.toCollection(TreeSet::new));
            documented.put(rows.group(1), rows.group(2) + " " + labels);
        }
        return documented;
    }
}
