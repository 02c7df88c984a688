package dev.evenkeel.e2e.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.contract.RebalanceResult;
import dev.evenkeel.contract.Wave;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Cores of a StatefulSet and replicants of a Deployment on a real API: only replicants give, take, and leave the Service. */
@Tag("kubernetes")
@Timeout(300)
final class ReplicantsTest {
    private static final int CORES = 2;

    @Test
    void onlyReplicantsLeaveTheServiceAndCoresAreNeverTouched() {
        try (KubeBench bench = KubeBench.on(RealKubernetes.shared(), "replicants")
                .connections(0, 0, 3334, 3333, 3333, 0)
                .objects(EmqxObjects.defaults().withReplicantsBeside(CORES))
                .start()) {
            List<String> replicants = bench.takingClients();
            List<String> cores = List.of(bench.pod(0), bench.pod(1));
            var before = bench.pods();
            bench.startWorker();

            RebalanceResult result = bench.result(bench.startRun());

            bench.assertBalanced(result);
            Wave wave = bench.progress().wave().orElseThrow();
            assertThat(wave.donors())
                    .containsExactlyInAnyOrder(
                            bench.nodeOf(bench.pod(2)), bench.nodeOf(bench.pod(3)), bench.nodeOf(bench.pod(4)));
            assertThat(wave.recipients()).containsExactly(bench.nodeOf(bench.pod(5)));
            assertThat(wave.coordinator()).isIn(bench.nodeOf(cores.get(0)), bench.nodeOf(cores.get(1)));
            assertThat(bench.emqx().nodes())
                    .extracting(node -> node.live())
                    .containsExactly(0L, 0L, 2554L, 2553L, 2553L, 2340L);
            Set<String> served = new TreeSet<>();
            bench.served().publications().forEach(publication -> served.addAll(publication.pods()));
            assertThat(served).containsExactlyElementsOf(replicants);
            assertThat(bench.served().publications())
                    .extracting(ServedPods.Publication::pods)
                    .contains(List.of(bench.pod(5)));
            cores.forEach(
                    core -> assertThat(bench.pods().get(core).getMetadata().getResourceVersion())
                            .as("nobody wrote to " + core)
                            .isEqualTo(before.get(core).getMetadata().getResourceVersion()));
            assertThat(bench.emqx().ledger().attemptsTotal().refused()).isZero();
        }
    }
}
