package dev.evenkeel.e2e.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.contract.RunPhase;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.temporal.client.WorkflowStub;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What may stand in front of a cluster, and what may happen to its pods, in a run with lever {@code label}. */
@Tag("kubernetes")
@Timeout(240)
final class FrontsTest {
    private static final List<String> RECIPIENT = List.of("emqx-ee-3");

    @Test
    void donorsLeaveEveryServiceInFrontAndNoneElse() {
        try (KubeBench bench = KubeBench.on(RealKubernetes.shared(), "fronts").start()) {
            bench.api()
                    .admin()
                    .resource(EmqxObjects.defaults().front("emqx-ee-internal", Map.of()))
                    .inNamespace(bench.namespace())
                    .create();
            try (ServedPods internal = bench.follow("emqx-ee-internal");
                    ServedPods headless = bench.follow(EmqxObjects.HEADLESS);
                    ServedPods dashboard = bench.follow(EmqxObjects.DASHBOARD)) {
                Awaitility.await().until(() -> internal.now().size() == 4);
                bench.startWorker();

                bench.assertBalanced(bench.result(bench.startRun()));

                assertThat(gone(internal)).isBefore(started(bench));
                assertThat(gone(bench.served())).isBefore(started(bench));
                Awaitility.await().until(() -> internal.now().size() == 4);
                assertThat(headless.publications()).hasSize(1);
                assertThat(dashboard.publications()).hasSize(1);
            }
        }
    }

    /** Four pods take two slices of a Service here, and two families twice as many. */
    @Test
    void donorsLeaveAllSlicesOfBothAddressFamilies() {
        try (KubeBench bench = KubeBench.on(RealKubernetes.shared(), "dual")
                .objects(EmqxObjects.defaults().withDualStack(true))
                .start()) {
            Awaitility.await().until(() -> families(bench), families -> families.size() == 2);
            assertThat(slices(bench)).hasSize(4);
            bench.startWorker();

            bench.assertBalanced(bench.result(bench.startRun()));

            assertThat(gone(bench.served())).isBefore(started(bench));
        }
    }

    @Test
    void donorsLeaveAServiceThatPublishesWhatIsNotReady() {
        try (KubeBench bench = KubeBench.on(RealKubernetes.shared(), "unready")
                .objects(EmqxObjects.defaults().withPublishNotReady(true))
                .start()) {
            bench.startWorker();

            bench.assertBalanced(bench.result(bench.startRun()));

            assertThat(gone(bench.served())).isBefore(started(bench));
        }
    }

    /** Its successor serves at once, as the template says, and EMQX has lost the donor: the run plans again. */
    @Test
    void aDonorThatIsReplacedServesAndTheRunGoesOn() {
        try (KubeBench bench = KubeBench.on(RealKubernetes.shared(), "replaced").start()) {
            bench.startWorker();
            bench.emqx().faults().holdIn("evicting_conns");
            WorkflowStub run = bench.startRun();
            bench.awaitPhase(RunPhase.EVICTING_CONNS);
            String uid = bench.pods().get(bench.pod(0)).getMetadata().getUid();
            bench.api()
                    .admin()
                    .pods()
                    .inNamespace(bench.namespace())
                    .withName(bench.pod(0))
                    .delete();

            bench.emqx().faults().letGo();
            Awaitility.await().atMost(PATIENCE).until(() -> bench.servingPods().contains(bench.pod(0)));
            bench.result(run);

            assertThat(bench.pods().get(bench.pod(0)).getMetadata().getUid()).isNotEqualTo(uid);
            bench.assertNothingLeft();
        }
    }

    private static final java.time.Duration PATIENCE = dev.evenkeel.e2e.Stage.PATIENCE;

    /** When only the recipient was published. */
    private static Instant gone(ServedPods served) {
        return served.publications().stream()
                .filter(one -> one.pods().equals(RECIPIENT))
                .findFirst()
                .orElseThrow(() -> new AssertionError("the donors never left: " + served.publications()))
                .at();
    }

    private static Instant started(KubeBench bench) {
        return bench.emqx().ledger().starts().get(0).at();
    }

    private static Set<String> families(KubeBench bench) {
        return slices(bench).stream().map(EndpointSlice::getAddressType).collect(Collectors.toSet());
    }

    private static List<EndpointSlice> slices(KubeBench bench) {
        return bench.api()
                .admin()
                .discovery()
                .v1()
                .endpointSlices()
                .inNamespace(bench.namespace())
                .withLabel("kubernetes.io/service-name", EmqxObjects.LISTENERS)
                .list()
                .getItems();
    }
}
