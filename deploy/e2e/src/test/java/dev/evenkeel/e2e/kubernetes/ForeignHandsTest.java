package dev.evenkeel.e2e.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.contract.RefusalReason;
import dev.evenkeel.contract.RunPhase;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.PodResource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.ApplicationFailure;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Others write the same objects, before a run and in the midst of it. */
@Tag("kubernetes")
@Timeout(240)
final class ForeignHandsTest {
    private static final String OURS = "evenkeel.dev/";

    @Test
    void whatOthersWroteStays() {
        try (KubeBench bench = KubeBench.on(RealKubernetes.shared(), "foreign")
                .objects(EmqxObjects.defaults().withReadinessGate(true))
                .start()) {
            for (int ordinal = 0; ordinal < 4; ordinal++) {
                merge(
                        bench,
                        ordinal,
                        "{\"metadata\":{\"labels\":{\"team\":\"a\"},\"annotations\":{\"note\":\"theirs\"}}}");
                condition(bench, ordinal, "example.com/warm", "True");
            }
            Map<String, String> before = others(bench);
            bench.startWorker();

            bench.assertBalanced(bench.result(bench.startRun()));

            assertThat(others(bench)).isEqualTo(before);
            assertThat(before.values())
                    .allMatch(facts -> facts.contains("team=a")
                            && facts.contains("note=theirs")
                            && facts.contains("example.com/warm=True")
                            && facts.contains(EmqxObjects.GATE + "=True"));
        }
    }

    @Test
    void nothingIsLostToAWriterThatNeverStops() {
        AtomicBoolean stop = new AtomicBoolean();
        try (KubeBench bench = KubeBench.on(RealKubernetes.shared(), "writer").start()) {
            bench.startWorker();
            CompletableFuture<Integer> writer = CompletableFuture.supplyAsync(() -> writeUntil(stop, bench));
            try {
                bench.assertBalanced(bench.result(bench.startRun()));
            } finally {
                stop.set(true);
            }

            assertThat(writer).succeedsWithin(Duration.ofSeconds(20));
            assertThat(writer.join()).as("writes").isGreaterThan(50);
        }
    }

    /** Writes label, annotation and condition of every pod in turn; what it wrote must be there when it comes again. */
    private static int writeUntil(AtomicBoolean stop, KubeBench bench) {
        int writes = 0;
        while (!stop.get()) {
            for (int ordinal = 0; ordinal < 4; ordinal++) {
                if (writes >= 4) {
                    String last = String.valueOf((writes - 4) / 4);
                    Pod pod = pod(bench, ordinal).get();
                    assertThat(pod.getMetadata().getLabels()).containsEntry("writes", last);
                    assertThat(pod.getMetadata().getAnnotations()).containsEntry("writes", last);
                    assertThat(message(pod, "example.com/writes")).isEqualTo(last);
                }
                String now = String.valueOf(writes / 4);
                merge(
                        bench,
                        ordinal,
                        "{\"metadata\":{\"labels\":{\"writes\":\"%1$s\"},\"annotations\":{\"writes\":\"%1$s\"}}}"
                                .formatted(now));
                status(
                        bench,
                        ordinal,
                        "{\"type\":\"example.com/writes\",\"status\":\"True\",\"message\":\"%s\"}".formatted(now));
                writes++;
            }
        }
        return writes;
    }

    /** The Service would send clients to donors from then on, or to nobody. */
    @ParameterizedTest
    @ValueSource(strings = {"null", "\"elsewhere\""})
    void aSelectorThatIsChangedInMidRunEndsTheRun(String value) {
        try (KubeBench bench = KubeBench.on(RealKubernetes.shared(), "selector").start()) {
            bench.startWorker();
            bench.onPhase(
                    RunPhase.EVICTING_CONNS,
                    () -> bench.api()
                            .admin()
                            .services()
                            .inNamespace(bench.namespace())
                            .withName(EmqxObjects.LISTENERS)
                            .patch(
                                    PatchContext.of(PatchType.JSON_MERGE),
                                    "{\"spec\":{\"selector\":{\"%s\":%s}}}".formatted(EmqxObjects.SERVING, value)));

            ApplicationFailure why = failure(bench, bench.startRun());

            assertThat(why).matches(FailureKind.EXCLUSION_REFUSED::is);
            assertThat(why.getOriginalMessage()).contains("Service");
            assertThat(bench.emqx().ledger().stops()).hasSize(1);
            assertThat(bench.emqx().faults().coordinators()).isEmpty();
            assertThat(bench.pods().values()).allSatisfy(pod -> {
                assertThat(pod.getMetadata().getLabels()).containsEntry(EmqxObjects.SERVING, "true");
                assertThat(others(pod)).isEqualTo(all(pod));
            });
        }
    }

    @Test
    void aDonorThatSomebodyPutsBackIsTakenOutAgain() {
        try (KubeBench bench = KubeBench.on(RealKubernetes.shared(), "putback").start()) {
            bench.startWorker();
            WorkflowStub run = bench.startRun();
            bench.awaitPhase(RunPhase.EVICTING_CONNS);
            String donor = bench.pod(0);

            merge(bench, 0, "{\"metadata\":{\"labels\":{\"%s\":\"true\"}}}".formatted(EmqxObjects.SERVING));

            Awaitility.await().until(() -> bench.servingPods().contains(donor));
            Awaitility.await().until(() -> !bench.servingPods().contains(donor));
            assertThat(bench.progress().phase()).isEqualTo(RunPhase.EVICTING_CONNS);
            bench.assertBalanced(bench.result(run));
        }
    }

    @Test
    void whoeverKeepsPuttingADonorBackEndsTheRun() {
        AtomicBoolean stop = new AtomicBoolean();
        try (KubeBench bench = KubeBench.on(RealKubernetes.shared(), "stubborn").start()) {
            bench.startWorker();
            bench.emqx().faults().holdIn("evicting_conns");
            WorkflowStub run =
                    bench.startRun(KubeBench.ARTICLE.replace("\"connEvictRate\": 10", "\"connEvictRate\": 1"));
            bench.awaitPhase(RunPhase.EVICTING_CONNS);
            CompletableFuture<Void> stubborn = CompletableFuture.runAsync(() -> {
                while (!stop.get()) {
                    if (!bench.servingPods().contains(bench.pod(0))) {
                        merge(bench, 0, "{\"metadata\":{\"labels\":{\"%s\":\"true\"}}}".formatted(EmqxObjects.SERVING));
                    }
                }
            });

            ApplicationFailure why;
            try {
                why = failure(bench, run);
            } finally {
                stop.set(true);
            }

            assertThat(why).matches(FailureKind.EXCLUSION_REFUSED::is);
            assertThat(why.getOriginalMessage()).contains("put back").contains("6 times");
            assertThat(stubborn).succeedsWithin(Duration.ofSeconds(20));
            bench.assertNothingLeft();
        }
    }

    @Test
    void anEvacuationThatSomebodyStartedIsNamed() throws Exception {
        try (KubeBench bench =
                KubeBench.on(RealKubernetes.shared(), "evacuated").start()) {
            String node = bench.nodeOf(bench.pod(1));
            post(bench, node, "evacuation/start", "{\"conn_evict_rate\": 1, \"wait_health_check\": 600}");
            bench.startWorker();

            ApplicationFailure why = failure(bench, bench.startRun());

            assertThat(why).matches(FailureKind.REFUSED::is);
            assertThat(why.getOriginalMessage()).contains(node).contains("evacuated");
            assertThat(why.getDetails()
                            .get(0, com.fasterxml.jackson.databind.JsonNode.class)
                            .toString())
                    .contains(RefusalReason.NODE_EVACUATING.name());
            assertThat(bench.emqx().ledger().starts()).isEmpty();
            assertThat(bench.served().publications()).hasSizeGreaterThan(0);
            bench.assertNothingLeft();
        }
    }

    private static void post(KubeBench bench, String node, String what, String body)
            throws IOException, InterruptedException {
        String credentials = Base64.getEncoder()
                .encodeToString((KubeBench.API_KEY + ":" + KubeBench.SECRET).getBytes(StandardCharsets.US_ASCII));
        URI root = bench.emqx().node(node).apiUrl();
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(root.resolve("/api/v5/load_rebalance/" + node + "/" + what))
                                .header("Authorization", "Basic " + credentials)
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private static ApplicationFailure failure(KubeBench bench, WorkflowStub run) {
        WorkflowFailedException failed = catchThrowableOfType(WorkflowFailedException.class, () -> bench.result(run));
        assertThat(failed).as("the run did not fail").isNotNull();
        return (ApplicationFailure) failed.getCause();
    }

    private static PodResource pod(KubeBench bench, int ordinal) {
        KubernetesClient client = bench.api().admin();
        return client.pods().inNamespace(bench.namespace()).withName(bench.pod(ordinal));
    }

    private static void merge(KubeBench bench, int ordinal, String patch) {
        pod(bench, ordinal).patch(PatchContext.of(PatchType.JSON_MERGE), patch);
    }

    private static void condition(KubeBench bench, int ordinal, String type, String value) {
        status(bench, ordinal, "{\"type\":\"%s\",\"status\":\"%s\"}".formatted(type, value));
    }

    private static void status(KubeBench bench, int ordinal, String condition) {
        pod(bench, ordinal)
                .subresource("status")
                .patch(PatchContext.of(PatchType.STRATEGIC_MERGE), "{\"status\":{\"conditions\":[" + condition + "]}}");
    }

    private static String message(Pod pod, String type) {
        return pod.getStatus().getConditions().stream()
                .filter(condition -> condition.getType().equals(type))
                .map(PodCondition::getMessage)
                .findFirst()
                .orElse("");
    }

    /** What is not ours of every pod. */
    private static Map<String, String> others(KubeBench bench) {
        Map<String, String> others = new TreeMap<>();
        bench.pods().forEach((name, pod) -> others.put(name, others(pod)));
        return others;
    }

    private static String others(Pod pod) {
        return facts(pod, false);
    }

    private static String all(Pod pod) {
        return facts(pod, true);
    }

    private static String facts(Pod pod, boolean ours) {
        Map<String, String> annotations = pod.getMetadata().getAnnotations();
        return pod.getMetadata().getLabels() + " "
                + (annotations == null ? Map.<String, String>of() : annotations)
                        .entrySet().stream()
                                .filter(one -> ours || !one.getKey().startsWith(OURS))
                                .sorted(Map.Entry.comparingByKey())
                                .map(Object::toString)
                                .toList()
                + " "
                + pod.getSpec().getReadinessGates() + " "
                + pod.getStatus().getConditions().stream()
                        .map(condition -> condition.getType() + "=" + condition.getStatus() + " since "
                                + condition.getLastTransitionTime())
                        .sorted()
                        .collect(Collectors.joining(","))
                + " " + List.of(pod.getMetadata().getFinalizers());
    }
}
