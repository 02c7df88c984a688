package dev.evenkeel.e2e.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.client.EvenkeelClient;
import dev.evenkeel.client.RunHandle;
import dev.evenkeel.contract.ContractJson;
import dev.evenkeel.contract.RebalanceResult;
import dev.evenkeel.contract.RequestReader;
import dev.evenkeel.e2e.ArticleTest;
import dev.evenkeel.e2e.Stage;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/** The article's run on a real server, through every door. */
@Tag("real")
@Isolated
@Timeout(180)
final class ArticleRunTest {
    private static final double SPEED = 20;
    private static final String TYPED_ID = "typed-by-hand";

    @Test
    void typedAtTemporalsOwnCommandLine() {
        try (RealBench bench = RealBench.open("article-temporal", SPEED, Stage::article)) {
            bench.type(TYPED_ID, ArticleTest.SPEC).wanted();

            bench.assertBalanced(bench.result(TYPED_ID));
            assertEndedAsPrinted(bench);
            assertThat(bench.history(TYPED_ID)).hasSizeLessThan(40);
        }
    }

    @Test
    void theArticlesManifestAtOurCommandLine() {
        try (RealBench bench = RealBench.open("article-evenkeel", SPEED, Stage::article)) {
            Program.Ended ended = bench.evenkeel("start", "-f", manifest());

            assertThat(ended.exitCode()).as(ended.out() + ended.err()).isZero();
            assertThat(ended.err()).isEmpty();
            assertThat(ended.out())
                    .contains("started workflow emqx-rebalance/default/emqx-ee", "Balanced", "10,000", "+2,340");
            bench.assertBalanced(bench.result(Stage.CLUSTER_ID));
            assertEndedAsPrinted(bench);
        }
    }

    @Test
    void theJavaClient() throws Exception {
        try (RealBench bench = RealBench.open("article-client", SPEED, Stage::article);
                EvenkeelClient client = bench.evenkeelClient()) {
            RunHandle run =
                    client.start(RequestReader.read(ContractJson.mapper().readTree(ArticleTest.SPEC))
                            .request()
                            .orElseThrow());
            RebalanceResult result = client.result(run, Duration.ofSeconds(120));

            bench.assertBalanced(result);
            assertEndedAsPrinted(bench);
            int events = bench.history(Stage.CLUSTER_ID).size();
            RealBench.say(
                    "the article's run: %d events, %d requests to EMQX, %d ms over EMQX's own time",
                    events,
                    bench.emqx().ledger().requestsTotal(),
                    result.timing().overhead().toMillis());
            assertThat(events).isLessThanOrEqualTo(80);
        }
    }

    @Test
    void aNameIsEnough() {
        try (RealBench bench = RealBench.open("article-name", 2 * SPEED, Stage::article)) {
            bench.type(TYPED_ID, "{\"instanceName\":\"emqx-ee\"}").wanted();

            bench.assertBalanced(bench.result(TYPED_ID));
        }
    }

    private static void assertEndedAsPrinted(RealBench bench) {
        assertThat(bench.connections().values()).containsExactly(2554L, 2553L, 2553L, 2340L);
    }

    static String manifest() {
        try {
            return Path.of(ArticleRunTest.class.getResource("rebalance.yaml").toURI())
                    .toString();
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
