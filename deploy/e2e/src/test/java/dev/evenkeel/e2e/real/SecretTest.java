package dev.evenkeel.e2e.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.contract.RunPhase;
import dev.evenkeel.e2e.Stage;
import dev.evenkeel.e2e.Stretched;
import io.temporal.client.WorkflowFailedException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/** The secret of EMQX's API key shows in nothing that a run leaves behind, however it ends. */
@Tag("real")
@Isolated
@Timeout(180)
final class SecretTest {
    private static final String WRONG = "wr0ng-5ecret";
    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/]{8,}={0,2}");

    private final List<String> seen = new ArrayList<>();

    @Test
    void isSeenNowhere() {
        try (RealBench bench = RealBench.open("secret", RunSpec.SPEED, Stage::withSessions)) {
            Stretched.EVICTING_CONNS.stretch(bench);
            bench.type("balanced", RunSpec.EVERY_PHASE).wanted();
            bench.awaitPhase(RunPhase.EVICTING_CONNS);
            String pending = describe(bench, Stage.CLUSTER_ID);
            assertThat(pending).contains("heartbeatDetails");
            Stretched.EVICTING_CONNS.release(bench);
            seen.add(pending);
            seen.add(bench.kubernetesObjects());
            seen.add(bench.result("balanced").toString());
            show(bench, "balanced", Stage.CLUSTER_ID);

            bench.credentials(WRONG);
            fail(bench, "unauthorized");
            bench.credentials(RealBench.SECRET);
            bench.emqx().faults().errorRate(1, 400);
            fail(bench, "broken");
            bench.emqx().faults().errorRate(0, 400);

            seen.add(bench.kubernetesObjects());
            seen.add(bench.worker().log());
            seen.add(bench.worker().metrics());
            assertThat(seen).allSatisfy(text -> assertThat(text).isNotBlank());
            assertNothingPlanted(String.join("\n", seen));
        }
    }

    private void fail(RealBench bench, String workflowId) {
        bench.type(workflowId, RunSpec.EVERY_PHASE).wanted();
        try {
            throw new AssertionError("ended as " + bench.result(workflowId).outcome());
        } catch (WorkflowFailedException failed) {
            for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
                seen.add(cause.toString());
            }
        }
        show(bench, workflowId, Stage.CLUSTER_ID);
    }

    private void show(RealBench bench, String... workflowIds) {
        for (String id : workflowIds) {
            seen.add(bench.temporal()
                    .command("workflow", "show", "--workflow-id", id, "--output", "json")
                    .wanted());
            seen.add(describe(bench, id));
        }
    }

    private static String describe(RealBench bench, String workflowId) {
        return bench.temporal()
                .command("workflow", "describe", "--workflow-id", workflowId, "--output", "json")
                .wanted();
    }

    private static void assertNothingPlanted(String text) {
        String decoded = decoded(text);
        String pair = RealBench.API_KEY + ":" + RealBench.SECRET;
        assertThat(decoded).as("payloads were decoded").contains("\"instanceName\"");
        assertThat(text + decoded)
                .doesNotContain(RealBench.SECRET)
                .doesNotContain(WRONG)
                .doesNotContain(base64(pair))
                .doesNotContain(base64(RealBench.API_KEY + ":" + WRONG))
                .doesNotContain(base64(RealBench.SECRET))
                .doesNotContain(RealBench.API_KEY);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Everything in it that can be read as base64, read so. */
    private static String decoded(String text) {
        StringBuilder all = new StringBuilder();
        Matcher words = BASE64.matcher(text);
        while (words.find()) {
            String word = words.group().replace("=", "");
            // Whatever its length: a word that is no base64 gives nonsense, which does no harm.
            String whole = word.substring(0, word.length() - (word.length() % 4 == 1 ? 1 : 0));
            all.append(new String(Base64.getDecoder().decode(whole), StandardCharsets.UTF_8))
                    .append('\n');
        }
        return all.toString();
    }
}
