package dev.evenkeel.e2e.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.activity.ConnectionProfiles;
import dev.evenkeel.activity.LifeTimes;
import dev.evenkeel.activity.RunFates;
import dev.evenkeel.activity.Sleeper;
import dev.evenkeel.contract.ContractJson;
import dev.evenkeel.contract.Outcome;
import dev.evenkeel.contract.RebalanceProgress;
import dev.evenkeel.contract.RebalanceResult;
import dev.evenkeel.contract.WorkflowNames;
import dev.evenkeel.e2e.Stage;
import dev.evenkeel.e2e.real.Program;
import dev.evenkeel.e2e.real.TemporalServer;
import dev.evenkeel.e2e.real.WorkerProcess;
import dev.evenkeel.emqx.Credentials;
import dev.evenkeel.emqx.EmqxTimeouts;
import dev.evenkeel.emqx.RetrofitEmqxClients;
import dev.evenkeel.kubernetes.KubernetesClients;
import dev.evenkeel.kubernetes.KubernetesSettings;
import dev.evenkeel.planning.Pace;
import dev.evenkeel.simulator.ApiKey;
import dev.evenkeel.simulator.NodeSpec;
import dev.evenkeel.simulator.Role;
import dev.evenkeel.simulator.SimulatedCluster;
import dev.evenkeel.worker.KubernetesAccess;
import dev.evenkeel.worker.RebalanceWorker;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A simulated EMQX whose nodes are pods of a real Kubernetes: a StatefulSet, Services in front and a disruption budget in
 * a namespace of its own, each node's API on its pod's address, clients that go where the real EndpointSlices send them.
 * A real Temporal server, and a worker: in this process, or a process of its own as deployed.
 *
 * <p>EMQX's seconds pass faster than the wall clock's. Logs are under {@code target/kubernetes/<namespace>}.
 */
public final class KubeBench implements Stage, AutoCloseable {
    public static final String API_KEY = "pl4nted-key";
    public static final String SECRET = "pl4nted-5ecret";

    /** After an API server that was away controllers come back after a pause that grows. */
    private static final Duration CONTROLLERS_PATIENCE = Duration.ofSeconds(120);

    private static final Duration RUN_LIMIT = Duration.ofSeconds(180);

    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private final RealKubernetes api;
    private final String namespace;
    private final double speed;
    private final EmqxObjects objects;
    private final boolean apart;
    private final Seats seats;
    private final Path folder;
    private final SimulatedCluster emqx;
    private final Kubelet kubelet;
    private final ServedPods served;
    private final TemporalServer temporal;
    private final WorkflowClient client;

    /** A bench to be. */
    public static final class Builder {
        private final RealKubernetes api;
        private final String name;
        private double speed = 20;
        private UnaryOperator<SimulatedCluster.Builder> emqx = builder -> builder;
        private long[] connections = {3334, 3333, 3333, 0};
        private EmqxObjects objects = EmqxObjects.defaults();
        private boolean apart;

        private Builder(RealKubernetes api, String name) {
            this.api = api;
            this.name = name;
        }

        /** How many of EMQX's seconds pass in one; 20 unless told otherwise. */
        public Builder speed(double other) {
            speed = other;
            return this;
        }

        /** Live connections, a node for each; the article's unless told otherwise. */
        public Builder connections(long... counts) {
            connections = counts.clone();
            return this;
        }

        /** What else the cluster shall be. */
        public Builder emqx(UnaryOperator<SimulatedCluster.Builder> shape) {
            emqx = shape;
            return this;
        }

        public Builder objects(EmqxObjects other) {
            objects = other;
            return this;
        }

        /** As seen from a laptop: nothing here leads to the pods' addresses. */
        public Builder apart() {
            apart = true;
            return this;
        }

        /** Everything runs and is published, except a worker. */
        public KubeBench start() {
            return new KubeBench(this);
        }
    }

    /** @param name short; the namespace's name begins so */
    public static Builder on(RealKubernetes api, String name) {
        return new Builder(api, name);
    }

    private KubeBench(Builder wanted) {
        api = wanted.api;
        speed = wanted.speed;
        objects = wanted.objects;
        apart = wanted.apart;
        int size = wanted.connections.length;
        seats = new Seats(objects, size);
        namespace = api.newNamespace(wanted.name);
        folder = Path.of("target", "kubernetes", namespace).toAbsolutePath();
        try {
            emptyFolder();
            credentials(SECRET);
            List<String> addresses = PodAddresses.take(size);
            own(() -> PodAddresses.giveBack(addresses));
            emqx = own(wanted.emqx
                    .apply(nodes(wanted.connections, addresses)
                            .key(API_KEY, SECRET, ApiKey.Permission.ADMINISTRATOR)
                            .second(second()))
                    .listenOn(addresses, EmqxObjects.API_PORT)
                    .start());
            KubernetesClient nodes = own(api.client(RealKubernetes.User.NODES));
            own(this::deleteNamespace);
            createObjects(size);
            kubelet = own(new Kubelet(
                    nodes, namespace, pod -> addressesOf(addresses, pod), pod -> addresses.get(seats.of(pod)), life()));
            if (objects.readinessGate()) {
                Awaitility.await().atMost(PATIENCE).until(() -> pods().size() == size);
                pods().keySet().forEach(pod -> gate(pod, true));
            }
            served = own(new ServedPods(nodes, namespace, EmqxObjects.LISTENERS, this::publish));
            awaitServing(size);
            temporal = own(new TemporalServer(folder));
            client = temporal.client();
        } catch (RuntimeException | Error unable) {
            close();
            throw unable;
        }
    }

    /** Named as EMQX Operator names them: cores by their pods' names, replicants by their addresses. */
    private SimulatedCluster.Builder nodes(long[] connections, List<String> addresses) {
        SimulatedCluster.Builder builder = SimulatedCluster.builder();
        for (int index = 0; index < connections.length; index++) {
            boolean core = objects.cores() == 0 || index < objects.cores();
            builder.node(
                    core
                            ? NodeSpec.core(
                                    "%s@%s.%s.%s.svc.cluster.local"
                                            .formatted(
                                                    EmqxObjects.INSTANCE,
                                                    seats.pod(index),
                                                    EmqxObjects.HEADLESS,
                                                    namespace),
                                    connections[index])
                            : NodeSpec.core(EmqxObjects.INSTANCE + "@" + addresses.get(index), connections[index])
                                    .withRole(Role.REPLICANT));
        }
        return builder;
    }

    private <T extends AutoCloseable> T own(T part) {
        started.push(part);
        return part;
    }

    private Duration second() {
        return Duration.ofNanos(Math.round(1e9 / speed));
    }

    private void emptyFolder() {
        try {
            if (Files.exists(folder)) {
                try (Stream<Path> all = Files.walk(folder)) {
                    for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(one);
                    }
                }
            }
            Files.createDirectories(folder);
        } catch (IOException unable) {
            throw new UncheckedIOException(unable);
        }
    }

    // --- Kubernetes ---

    private void createObjects(int size) {
        objects.services()
                .forEach(service ->
                        api.admin().resource(service).inNamespace(namespace).create());
        api.admin().resource(objects.statefulSet(size)).inNamespace(namespace).create();
        if (objects.cores() > 0) {
            api.admin()
                    .resource(objects.replicants(size))
                    .inNamespace(namespace)
                    .create();
        }
        api.admin().resource(objects.budget()).inNamespace(namespace).create();
    }

    private void deleteNamespace() {
        // Nobody waits for it: its pods go with their kubelet gone, and others' namespaces are others'.
        api.admin().apps().statefulSets().inNamespace(namespace).delete();
        api.admin().apps().deployments().inNamespace(namespace).delete();
        api.admin().pods().inNamespace(namespace).withGracePeriod(0).delete();
        api.admin().namespaces().withName(namespace).delete();
    }

    private List<String> addressesOf(List<String> addresses, Pod pod) {
        String listening = addresses.get(seats.of(pod.getMetadata().getName()));
        String address = apart ? PodAddresses.apart(listening) : listening;
        return objects.dualStack() ? List.of(address, PodAddresses.sixth(address)) : List.of(address);
    }

    /** A pod that goes takes its EMQX with it; its successor's is empty, at the same address. */
    private Kubelet.Life life() {
        return new Kubelet.Life() {
            @Override
            public void started(String pod) {
                if (!emqx.node(nodeOf(pod)).alive()) {
                    emqx.faults().restart(nodeOf(pod));
                }
            }

            @Override
            public void ended(String pod) {
                emqx.faults().kill(nodeOf(pod));
                seats.leave(pod);
            }
        };
    }

    private void publish(List<String> pods) {
        emqx.loadBalancer().publish(pods.stream().map(this::nodeOf).toList());
    }

    private void awaitServing(int size) {
        Awaitility.await()
                .atMost(CONTROLLERS_PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(() -> assertThat(servingPods())
                        .hasSize(size - objects.cores())
                        .isEqualTo(takingClients()));
        Awaitility.await()
                .atMost(CONTROLLERS_PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> disruptionsAllowed() == 1);
    }

    /** Sets EMQX Operator's readiness gate, as the operator would. */
    public void gate(String pod, boolean serving) {
        Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(() -> pods().containsKey(pod));
        api.admin()
                .pods()
                .inNamespace(namespace)
                .withName(pod)
                .subresource("status")
                .patch(
                        PatchContext.of(PatchType.STRATEGIC_MERGE),
                        "{\"status\":{\"conditions\":[{\"type\":\"%s\",\"status\":\"%s\"}]}}"
                                .formatted(EmqxObjects.GATE, serving ? "True" : "False"));
    }

    public RealKubernetes api() {
        return api;
    }

    /** The namespace of the cluster. */
    public String namespace() {
        return namespace;
    }

    /** What the kubelet of the cluster's pods can be told. */
    public Kubelet kubelet() {
        return kubelet;
    }

    /** What the listeners' Service publishes, and has published. */
    public ServedPods served() {
        return served;
    }

    /** What another Service publishes from now on; whoever asks closes it. */
    public ServedPods follow(String service) {
        return new ServedPods(api.admin(), namespace, service, pods -> {});
    }

    /** The pod of the node of this index; cores come first. */
    public String pod(int index) {
        return seats.pod(index);
    }

    /** The pods to which clients are sent while all is well, by name. */
    public List<String> takingClients() {
        return pods().keySet().stream()
                .filter(pod -> objects.cores() == 0 || objects.replicant(pod))
                .toList();
    }

    public String nodeOf(String pod) {
        return emqx.nodes().get(seats.of(pod)).name();
    }

    @Override
    public String podOf(String node) {
        return IntStream.range(0, emqx.nodes().size())
                .filter(ordinal -> emqx.nodes().get(ordinal).name().equals(node))
                .mapToObj(this::pod)
                .findFirst()
                .orElseThrow();
    }

    @Override
    public List<String> servingPods() {
        return served.now();
    }

    /** A service account of the cluster's namespace that may do this there and nothing else; its token. */
    public String tokenOf(String serviceAccount, List<PolicyRule> rules) {
        return api.tokenOf(namespace, serviceAccount, rules);
    }

    /** A rule of a Role. */
    public static PolicyRule rule(String group, String resource, String... verbs) {
        return new PolicyRuleBuilder()
                .withApiGroups(group)
                .withResources(resource)
                .withVerbs(verbs)
                .build();
    }

    /** The cluster's pods by name. */
    public Map<String, Pod> pods() {
        Map<String, Pod> pods = new TreeMap<>();
        api.admin()
                .pods()
                .inNamespace(namespace)
                .list()
                .getItems()
                .forEach(pod -> pods.put(pod.getMetadata().getName(), pod));
        return pods;
    }

    public StatefulSet statefulSet() {
        return api.admin()
                .apps()
                .statefulSets()
                .inNamespace(namespace)
                .withName(objects.statefulSetName())
                .get();
    }

    /** What the cluster's disruption budget allows now. */
    public int disruptionsAllowed() {
        return Optional.ofNullable(api.admin()
                        .policy()
                        .v1()
                        .podDisruptionBudget()
                        .inNamespace(namespace)
                        .withName(EmqxObjects.INSTANCE)
                        .get()
                        .getStatus())
                .map(status -> status.getDisruptionsAllowed())
                .orElse(-1);
    }

    /** The Leases of ours in the namespace. */
    public List<Lease> leases() {
        return api.admin()
                .leases()
                .inNamespace(namespace)
                .withLabel("app.kubernetes.io/managed-by", "evenkeel")
                .list()
                .getItems();
    }

    /** Waits until nobody has renewed any of them for its whole time. */
    public void awaitLeasesRanOut() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> leases().stream()
                        .map(Lease::getSpec)
                        .allMatch(lease -> lease.getRenewTime()
                                .plusSeconds(lease.getLeaseDurationSeconds())
                                .isBefore(ZonedDateTime.now())));
    }

    /** Waits until the only Lease has run out by this machine's clock. */
    public void awaitLeaseRunOut() {
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> {
            Lease lease = leases().get(0);
            return lease.getSpec()
                    .getRenewTime()
                    .plusSeconds(lease.getSpec().getLeaseDurationSeconds())
                    .isBefore(ZonedDateTime.now());
        });
    }

    // --- workers ---

    /** A worker in this process that speaks to Kubernetes with all rights. */
    public Worker startWorker() {
        return startWorker(api.adminKubeconfig());
    }

    /** A worker in this process that speaks to Kubernetes as the kubeconfig says. */
    public Worker startWorker(String kubeconfig) {
        KubernetesSettings defaults = KubernetesSettings.defaults();
        KubernetesClient kubernetes = own(KubernetesClients.open(new KubernetesSettings(
                Optional.empty(),
                Optional.of(file("kubeconfig", kubeconfig)),
                defaults.connect(),
                defaults.request())));
        RetrofitEmqxClients emqxClients = own(new RetrofitEmqxClients(EmqxTimeouts.defaults()));
        RebalanceWorker parts = new RebalanceWorker(new RebalanceWorker.Surroundings(
                "worker",
                "default",
                new ConnectionProfiles(List.of(new ConnectionProfiles.Profile(
                        EmqxObjects.INSTANCE,
                        List.of(),
                        List.of(namespace + "/" + EmqxObjects.INSTANCE),
                        new Credentials(API_KEY, () -> SECRET)))),
                emqxClients,
                KubernetesAccess.of(kubernetes),
                RunFates.unknown(),
                Pace.faster(speed),
                LifeTimes.defaults(),
                InstantSource.system(),
                Sleeper.wallClock()));
        WorkerFactory factory = WorkerFactory.newInstance(client);
        parts.register(factory, WorkerOptions.getDefaultInstance());
        factory.start();
        return own(new Worker(factory));
    }

    /** A worker in this process. */
    public record Worker(WorkerFactory factory) implements AutoCloseable {
        @Override
        public void close() {
            factory.shutdownNow();
            factory.awaitTermination(10, TimeUnit.SECONDS);
        }
    }

    /** A worker as it is deployed, a process of its own, that speaks to Kubernetes with all rights. */
    public WorkerProcess startWorkerProcess(String... further) {
        return startWorkerProcessWith(api.adminKubeconfig(), further);
    }

    /** A worker as it is deployed that speaks to Kubernetes as the kubeconfig says. */
    public WorkerProcess startWorkerProcessWith(String kubeconfig, String... further) {
        return startWorkerProcessAt(temporal, kubeconfig, further);
    }

    /** A worker as it is deployed, of another Temporal server. */
    public WorkerProcess startWorkerProcessAt(TemporalServer server, String kubeconfig, String... further) {
        List<String> flags = new ArrayList<>(List.of(
                "--spring.temporal.connection.target=" + server.address(),
                "--evenkeel.pace.speed=" + speed,
                "--evenkeel.kubernetes.kubeconfig=" + file("kubeconfig", kubeconfig),
                "--evenkeel.connections.emqx-ee.clusters=" + namespace + "/*",
                "--evenkeel.connections.emqx-ee.api-key=" + API_KEY,
                "--evenkeel.connections.emqx-ee.secret-file=" + folder.resolve("secret")));
        flags.addAll(List.of(further));
        Path log = folder.resolve(server == temporal ? "worker.log" : "other-worker.log");
        return own(new WorkerProcess(log, flags.toArray(String[]::new)));
    }

    /** Changes the secret that worker processes send to EMQX from now on. */
    public void credentials(String secret) {
        file("secret", secret);
    }

    /** A file of the bench's own folder. */
    public Path file(String name, String content) {
        try {
            return Files.writeString(folder.resolve(name), content);
        } catch (IOException unable) {
            throw new UncheckedIOException(unable);
        }
    }

    /** A folder of the bench's own folder. */
    public Path folderOf(String name) {
        try {
            return Files.createDirectories(folder.resolve(name));
        } catch (IOException unable) {
            throw new UncheckedIOException(unable);
        }
    }

    /** Where logs and files of this bench are. */
    public Path folder() {
        return folder;
    }

    /** A command of the jar, as a process, run to its end. */
    public Program.Ended command(String mainClass, Map<String, String> environment, String... arguments) {
        return Program.run(folder, environment, RUN_LIMIT, Program.java(mainClass, arguments));
    }

    // --- runs ---

    public TemporalServer temporal() {
        return temporal;
    }

    public WorkflowClient client() {
        return client;
    }

    @Override
    public SimulatedCluster emqx() {
        return emqx;
    }

    /** The workflow id that is the cluster's lock. */
    public String clusterId() {
        return "emqx-rebalance/" + namespace + "/" + EmqxObjects.INSTANCE;
    }

    @Override
    public RebalanceProgress progress() {
        return client.newUntypedWorkflowStub(clusterId()).query("progress", RebalanceProgress.class);
    }

    /** Starts a run of the cluster with this strategy. */
    public WorkflowStub startRun(String strategy) {
        return startRun(client, strategy);
    }

    /** The same on another Temporal server. */
    public WorkflowStub startRun(WorkflowClient at, String strategy) {
        return submit(
                at,
                "{\"instanceName\":\"%s\",\"namespace\":\"%s\",\"rebalanceStrategy\":%s}"
                        .formatted(EmqxObjects.INSTANCE, namespace, strategy));
    }

    /** Starts a run of the cluster by a whole request. */
    public WorkflowStub submit(String request) {
        return submit(client, request);
    }

    private WorkflowStub submit(WorkflowClient at, String request) {
        WorkflowStub run = at.newUntypedWorkflowStub(
                WorkflowNames.REBALANCE_CLUSTER,
                WorkflowOptions.newBuilder()
                        .setWorkflowId(clusterId())
                        .setTaskQueue(WorkflowNames.TASK_QUEUE)
                        .build());
        try {
            run.start(ContractJson.mapper().readTree(request));
        } catch (com.fasterxml.jackson.core.JsonProcessingException bad) {
            throw new UncheckedIOException(bad);
        }
        return run;
    }

    /** The article's run. */
    public WorkflowStub startRun() {
        return startRun(ARTICLE);
    }

    /** What the article asks for. */
    public static final String ARTICLE = """
            {"connEvictRate": 10, "sessEvictRate": 10, "waitTakeover": 10, "waitHealthCheck": 10,
             "absConnThreshold": 100, "absSessThreshold": 100, "relConnThreshold": "1.1", "relSessThreshold": "1.1"}
            """;

    /** Waits for a run's end. */
    public RebalanceResult result(WorkflowStub run) {
        try {
            return run.getResult(RUN_LIMIT.toSeconds(), TimeUnit.SECONDS, RebalanceResult.class);
        } catch (TimeoutException endless) {
            throw new AssertionError("the run did not end within " + RUN_LIMIT, endless);
        }
    }

    public List<HistoryEvent> history() {
        return client.fetchHistory(clusterId()).getEvents();
    }

    /** The run is over and came to what it was started for; nothing of it is left. */
    public void assertBalanced(RebalanceResult result) {
        assertThat(result.outcome()).as(result.summary() + " " + result.notes()).isEqualTo(Outcome.BALANCED);
        assertThat(emqx.ledger().starts()).as("accepted starts").hasSize(1);
        assertNothingLeft();
    }

    /** All pods serve, none is marked, EMQX runs no rebalance. */
    public void assertNothingLeft() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(() -> assertThat(servingPods()).containsExactlyElementsOf(takingClients()));
        assertThat(pods().values())
                .allSatisfy(
                        pod -> assertThat(Optional.ofNullable(pod.getMetadata().getAnnotations())
                                        .orElse(Map.of())
                                        .keySet())
                                .noneMatch(key -> key.startsWith("evenkeel.dev/")));
        assertThat(emqx.faults().coordinators()).isEmpty();
    }

    @Override
    public void close() {
        while (!started.isEmpty()) {
            try {
                started.pop().close();
            } catch (Exception failed) {
                System.err.println("a part of the bench did not close: " + failed);
            }
        }
    }
}
