package dev.evenkeel.e2e.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.evenkeel.contract.Outcome;
import dev.evenkeel.contract.RebalanceResult;
import dev.evenkeel.contract.RunPhase;
import dev.evenkeel.e2e.real.TemporalServer;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The Lease shows a run's life to whoever has no Temporal to ask, and keeps runs of two Temporal servers apart. */
@Tag("kubernetes")
@Timeout(240)
final class LeaseTest {
    /** Long ones would outlast the test; renewals well inside, for a slow machine. */
    private static final String[] SHORT_LIVES = {
        "--evenkeel.janitor.lease=4s", "--evenkeel.janitor.renewal=800ms", "--evenkeel.janitor.every=500ms"
    };

    private static final String[] NO_JANITOR = {
        "--evenkeel.janitor.lease=4s", "--evenkeel.janitor.renewal=800ms", "--evenkeel.janitor.enabled=false"
    };

    @Test
    void saysWhoRunsWhatAndUntilWhenAndIsGoneAfterwards() {
        try (KubeBench bench =
                KubeBench.on(RealKubernetes.shared(), "lease").speed(10).start()) {
            bench.startWorkerProcess(SHORT_LIVES);
            WorkflowStub run = bench.startRun();
            bench.awaitPhase(RunPhase.EVICTING_CONNS);

            Lease first = theLease(bench);
            Map<String, String> notes = first.getMetadata().getAnnotations();
            assertThat(first.getMetadata().getName()).isEqualTo("evenkeel-emqx-ee");
            assertThat(first.getSpec().getHolderIdentity())
                    .isEqualTo(notes.get("evenkeel.dev/run"))
                    .startsWith("default/" + bench.clusterId() + "/");
            assertThat(notes)
                    .containsEntry("evenkeel.dev/lever", "LABEL")
                    .containsEntry("evenkeel.dev/coordinator", bench.nodeOf(bench.pod(3)))
                    .containsKey("evenkeel.dev/excluded-until");
            assertThat(notes.get("evenkeel.dev/donors")).contains(bench.nodeOf(bench.pod(0)));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> theLease(bench)
                            .getSpec()
                            .getRenewTime()
                            .isAfter(first.getSpec().getRenewTime()));

            bench.assertBalanced(bench.result(run));
            assertThat(bench.leases()).isEmpty();
        }
    }

    private static Lease theLease(KubeBench bench) {
        List<Lease> leases = bench.leases();
        assertThat(leases).hasSize(1);
        return leases.get(0);
    }

    @Test
    void ofTwoTemporalServersTheSecondIsRefused() {
        try (KubeBench bench =
                        KubeBench.on(RealKubernetes.shared(), "two").speed(10).start();
                TemporalServer other = new TemporalServer(bench.folderOf("other-temporal"))) {
            bench.startWorkerProcess(SHORT_LIVES);
            bench.startWorkerProcessAt(other, bench.api().adminKubeconfig(), SHORT_LIVES)
                    .ready();
            WorkflowStub first = bench.startRun();
            bench.awaitPhase(RunPhase.EVICTING_CONNS);

            WorkflowStub second = bench.startRun(other.client(), KubeBench.ARTICLE);
            WorkflowFailedException refused =
                    catchThrowableOfType(WorkflowFailedException.class, () -> bench.result(second));

            assertThat(refused.getCause())
                    .hasMessageContaining("CLUSTER_HELD")
                    .hasMessageContaining(theLease(bench).getSpec().getHolderIdentity());
            bench.assertBalanced(bench.result(first));
        }
    }

    @Test
    void aLeaseThatADeadRunLeftIsTakenOverAfterItsTime() {
        try (KubeBench bench =
                        KubeBench.on(RealKubernetes.shared(), "left").speed(3).start();
                TemporalServer other = new TemporalServer(bench.folderOf("other-temporal"))) {
            bench.startWorkerProcessAt(other, bench.api().adminKubeconfig(), NO_JANITOR)
                    .ready();
            WorkflowStub dead;
            try (var worker = bench.startWorkerProcess(NO_JANITOR)) {
                dead = bench.startRun();
                bench.awaitPhase(RunPhase.EVICTING_CONNS);
                worker.kill();
            }
            dead.terminate("nobody is left to clean up");
            bench.awaitLeaseRunOut();

            RebalanceResult result = bench.result(bench.startRun(other.client(), KubeBench.ARTICLE));

            assertThat(result.outcome()).as(result.summary()).isEqualTo(Outcome.BALANCED);
            assertThat(result.notes()).anySatisfy(note -> assertThat(note).startsWith("cleaned up after run default/"));
            assertThat(bench.emqx().ledger().stops()).hasSize(1);
            bench.assertNothingLeft();
            assertThat(bench.leases()).isEmpty();
        }
    }

    /** Nobody has to wait for a Lease of a run that Temporal knows to have ended. */
    @Test
    void startedAgainAfterATerminateTheNewRunCleansUpFirst() {
        try (KubeBench bench =
                KubeBench.on(RealKubernetes.shared(), "again").speed(5).start()) {
            bench.startWorkerProcess("--evenkeel.janitor.enabled=false");
            WorkflowStub terminated = bench.startRun();
            bench.awaitPhase(RunPhase.EVICTING_CONNS);
            terminated.terminate("by somebody in a hurry");

            RebalanceResult result = bench.result(bench.startRun());

            assertThat(result.outcome()).as(result.summary()).isEqualTo(Outcome.BALANCED);
            assertThat(result.notes()).anySatisfy(note -> assertThat(note).startsWith("cleaned up after run default/"));
            bench.assertNothingLeft();
            assertThat(bench.leases()).isEmpty();
        }
    }

    /** A donor that served again while EMQX still refuses there would bounce whoever it gets. */
    @Test
    void aTerminatedRunsDonorsServeOnlyOnceEmqxIsStopped() {
        try (KubeBench bench =
                KubeBench.on(RealKubernetes.shared(), "killed").speed(10).start()) {
            Baseline baseline = Baseline.of(bench);
            bench.startWorkerProcess(SHORT_LIVES);
            WorkflowStub run = bench.startRun();
            bench.await(progress -> progress.phase() == RunPhase.EVICTING_CONNS);

            run.terminate("by somebody in a hurry");
            baseline.awaitReturn(Duration.ofSeconds(60));

            assertThat(bench.emqx().ledger().stops()).hasSize(1);
            assertThat(bench.emqx().ledger().attemptsTotal().refused()).isZero();
            assertThat(bench.emqx().ledger().stops().get(0).at())
                    .isBefore(bench.served()
                            .publications()
                            .get(bench.served().publications().size() - 1)
                            .at());
        }
    }
}
