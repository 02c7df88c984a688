package dev.evenkeel.e2e.kubernetes;

import static dev.evenkeel.e2e.Percentile.millis;
import static dev.evenkeel.e2e.kubernetes.KubeBench.rule;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.contract.ContractJson;
import dev.evenkeel.contract.WorkflowNames;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A look at a large cluster in a crowded namespace, by a worker that may do what it needs and nothing else. */
@Tag("kubernetes")
@Timeout(300)
final class ManyServicesTest {
    private static final int NODES = 30;
    private static final int SERVICES = 500;
    private static final int LOOKS = 5;
    private static final Duration LIMIT = Duration.ofSeconds(2);

    @Test
    void assessesInTwoSecondsByFourListsAndItsLease() throws Exception {
        long[] connections = new long[NODES];
        Arrays.fill(connections, 0, NODES - 1, 1_000);
        try (KubeBench bench = KubeBench.on(RealKubernetes.shared(), "crowd")
                .connections(connections)
                .start()) {
            crowd(bench);
            String token = bench.tokenOf(
                    "worker",
                    List.of(
                            rule("apps", "statefulsets", "list"),
                            rule("", "services", "list"),
                            rule("", "pods", "list"),
                            rule("discovery.k8s.io", "endpointslices", "list"),
                            rule("coordination.k8s.io", "leases", "get")));
            bench.startWorker(bench.api().kubeconfig(token));
            plan(bench, "warm-up");
            bare(bench);

            Duration bare = Duration.ZERO;
            Duration assess = Duration.ZERO;
            long mark = bench.api().audit().mark();
            for (int look = 0; look < LOOKS; look++) {
                bare = bare.plus(bare(bench));
                assess = assess.plus(plan(bench, "look-" + look));
            }

            System.out.printf(
                    "[kubernetes] %d nodes, %d Services: assess %s, the same objects listed barely %s%n",
                    NODES, SERVICES, millis(assess.dividedBy(LOOKS)), millis(bare.dividedBy(LOOKS)));
            assertThat(assess.dividedBy(LOOKS)).isLessThan(LIMIT);
            List<AuditLog.Request> asked =
                    bench.api().audit().requests("system:serviceaccount:" + bench.namespace() + ":worker", mark);
            assertThat(asked).filteredOn(one -> one.verb().equals("list")).hasSize(4 * LOOKS);
            assertThat(asked).filteredOn(one -> one.verb().equals("get")).hasSize(LOOKS);
            assertThat(asked).hasSize(5 * LOOKS).allSatisfy(request -> {
                assertThat(request.resource().equals("leases"))
                        .isEqualTo(request.verb().equals("get"));
                assertThat(request.namespace()).isEqualTo(bench.namespace());
                assertThat(request.status()).isIn(200, 404);
            });
        }
    }

    /** Services of others, each with its EndpointSlice. */
    private static void crowd(KubeBench bench) {
        KubernetesClient admin = bench.api().admin();
        IntStream.range(0, SERVICES)
                .parallel()
                .forEach(number -> admin.resource(new ServiceBuilder()
                                .withNewMetadata()
                                .withName("other-" + number)
                                .endMetadata()
                                .withNewSpec()
                                .addToSelector("app", "other-" + number)
                                .addNewPort()
                                .withPort(1883)
                                .endPort()
                                .endSpec()
                                .build())
                        .inNamespace(bench.namespace())
                        .create());
        Awaitility.await()
                .atMost(Duration.ofSeconds(120))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> admin.discovery()
                                .v1()
                                .endpointSlices()
                                .inNamespace(bench.namespace())
                                .list()
                                .getItems()
                                .size()
                        >= SERVICES);
    }

    /** What the activity took, by Temporal's clock. */
    private static Duration plan(KubeBench bench, String id) throws Exception {
        WorkflowStub stub = bench.client()
                .newUntypedWorkflowStub(
                        WorkflowNames.PLAN_REBALANCE,
                        WorkflowOptions.newBuilder()
                                .setWorkflowId(id)
                                .setTaskQueue(WorkflowNames.TASK_QUEUE)
                                .build());
        stub.start(ContractJson.mapper()
                .readTree("{\"instanceName\":\"%s\",\"namespace\":\"%s\"}"
                        .formatted(EmqxObjects.INSTANCE, bench.namespace())));
        assertThat(stub.getResult(com.fasterxml.jackson.databind.JsonNode.class)
                        .path("plan")
                        .path("nodes"))
                .hasSize(NODES);
        List<HistoryEvent> events = bench.client().fetchHistory(id).getEvents();
        HistoryEvent scheduled = events.stream()
                .filter(HistoryEvent::hasActivityTaskScheduledEventAttributes)
                .filter(event -> event.getActivityTaskScheduledEventAttributes()
                        .getActivityType()
                        .getName()
                        .equals("Assess"))
                .findFirst()
                .orElseThrow();
        HistoryEvent completed = events.stream()
                .filter(HistoryEvent::hasActivityTaskCompletedEventAttributes)
                .filter(event ->
                        event.getActivityTaskCompletedEventAttributes().getScheduledEventId() == scheduled.getEventId())
                .findFirst()
                .orElseThrow();
        return Duration.between(at(scheduled), at(completed));
    }

    private static Instant at(HistoryEvent event) {
        return Instant.ofEpochSecond(
                event.getEventTime().getSeconds(), event.getEventTime().getNanos());
    }

    /** The same objects, by somebody who only lists them. */
    private static Duration bare(KubeBench bench) {
        KubernetesClient admin = bench.api().admin();
        String namespace = bench.namespace();
        long began = System.nanoTime();
        admin.apps().statefulSets().inNamespace(namespace).list();
        admin.pods().inNamespace(namespace).list();
        admin.services().inNamespace(namespace).list();
        admin.discovery()
                .v1()
                .endpointSlices()
                .inNamespace(namespace)
                .withLabel("kubernetes.io/service-name", EmqxObjects.LISTENERS)
                .list();
        return Duration.ofNanos(System.nanoTime() - began);
    }
}
