package dev.evenkeel.e2e.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.contract.RebalanceResult;
import dev.evenkeel.e2e.Stage;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The article's run on a real Kubernetes API and a real Temporal. */
@Tag("kubernetes")
@Timeout(240)
final class ArticleTest {
    @Test
    void endsAsPrintedAndHarmsNoPod() {
        try (KubeBench bench = KubeBench.on(RealKubernetes.shared(), "article").start();
                Steady steady = Steady.watch(bench)) {
            Map<String, String> uids = each(bench, pod -> pod.getMetadata().getUid());
            bench.startWorker();

            RebalanceResult result = bench.result(bench.startRun());

            bench.assertBalanced(result);
            assertThat(bench.connections().values()).containsExactly(2554L, 2553L, 2553L, 2340L);
            assertThat(bench.emqx().ledger().attemptsTotal().refused()).isZero();
            assertDonorsLeftBeforeTheStart(bench);
            assertThat(each(bench, pod -> pod.getMetadata().getUid())).isEqualTo(uids);
            assertThat(each(bench, ArticleTest::owner))
                    .containsValue(bench.statefulSet().getMetadata().getUid());
            assertThat(each(bench, ArticleTest::owner).values()).doesNotContain("");
            steady.assertNothingChanged();
        }
    }

    /** The worker as it is deployed, told by a kubeconfig where the API is. */
    @Test
    void aWorkerOfItsOwnDoesTheSame() {
        try (KubeBench bench = KubeBench.on(RealKubernetes.shared(), "process").start()) {
            bench.startWorkerProcess();

            RebalanceResult result = bench.result(bench.startRun());

            bench.assertBalanced(result);
            assertDonorsLeftBeforeTheStart(bench);
        }
    }

    private static void assertDonorsLeftBeforeTheStart(KubeBench bench) {
        List<ServedPods.Publication> published = bench.served().publications();
        ServedPods.Publication without = published.stream()
                .filter(one -> one.pods().equals(List.of(bench.pod(3))))
                .findFirst()
                .orElseThrow(() -> new AssertionError("the donors never left: " + published));
        assertThat(without.at()).isBefore(startedAt(bench));
    }

    private static java.time.Instant startedAt(KubeBench bench) {
        return bench.emqx().ledger().starts().get(0).at();
    }

    private static String owner(Pod pod) {
        return pod.getMetadata().getOwnerReferences().stream()
                .map(OwnerReference::getUid)
                .findFirst()
                .orElse("");
    }

    private static Map<String, String> each(Stage stage, Function<Pod, String> fact) {
        Map<String, String> facts = new TreeMap<>();
        ((KubeBench) stage).pods().forEach((name, pod) -> facts.put(name, fact.apply(pod)));
        return facts;
    }
}
