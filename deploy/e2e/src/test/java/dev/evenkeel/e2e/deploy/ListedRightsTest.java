package dev.evenkeel.e2e.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenkeel.kubernetes.Right;
import dev.evenkeel.kubernetes.Rights;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The chart's list of rights and the code's own, which the doctor asks for, are one. */
final class ListedRightsTest {
    @Test
    void theChartListsWhatTheDoctorAsksFor() {
        JsonNode chart = Checkout.yaml(Chart.FOLDER.resolve("rights.yaml"));

        List<String> listed = Stream.of("both", "worker")
                .flatMap(who -> chart.get(who).valueStream())
                .flatMap(right -> right.get("verbs")
                        .valueStream()
                        .map(verb -> verb.asText() + " " + right.get("resource").asText()
                                + (right.get("apiGroup").asText().isEmpty()
                                        ? ""
                                        : "." + right.get("apiGroup").asText())))
                .toList();

        assertThat(listed)
                .containsExactlyInAnyOrderElementsOf(
                        Rights.ALL.stream().map(Right::display).toList());
    }
}
