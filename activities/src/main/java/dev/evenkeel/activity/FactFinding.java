package dev.evenkeel.activity;

import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.contract.ExamineActivities.ExamineOrder;
import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.emqx.EmqxClients;
import dev.evenkeel.emqx.EmqxNode;
import dev.evenkeel.emqx.EntryPoint;
import dev.evenkeel.emqx.ExaminedEmqx;
import dev.evenkeel.emqx.GlobalStatus;
import dev.evenkeel.kubernetes.ClusterDiscovery;
import dev.evenkeel.kubernetes.InspectedCluster;
import dev.evenkeel.kubernetes.InspectedCluster.InspectedPod;
import dev.evenkeel.kubernetes.InspectedCluster.InspectedSet;
import dev.evenkeel.kubernetes.KubernetesException;
import dev.evenkeel.kubernetes.Rights;
import dev.evenkeel.planning.Facts;
import dev.evenkeel.planning.Facts.Clock;
import dev.evenkeel.planning.Facts.Whose;
import dev.evenkeel.prometheus.PrometheusClient;
import io.temporal.failure.ApplicationFailure;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Gathers what an examination judges: from Kubernetes, then from EMQX at the addresses found there. */
final class FactFinding {
    private static final String INSIDE_EMQX = "EMQX's nodes and releases, and what goes on in it";

    private final ClusterDiscovery discovery;
    private final ConnectionProfiles profiles;
    private final EmqxClients clients;
    private final InstantSource clock;
    private final OpenRuns runs;
    private final Optional<PrometheusClient> prometheus;
    private final List<Clock> clocks = new ArrayList<>();
    private final List<Facts.Gap> gaps = new ArrayList<>();
    private Optional<String> unbound = Optional.empty();

    FactFinding(
            ClusterDiscovery discovery,
            ConnectionProfiles profiles,
            EmqxClients clients,
            InstantSource clock,
            OpenRuns runs,
            Optional<PrometheusClient> prometheus) {
        this.discovery = discovery;
        this.profiles = profiles;
        this.clients = clients;
        this.clock = clock;
        this.runs = runs;
        this.prometheus = prometheus;
    }

    Facts of(ExamineOrder order) {
        ClusterRef cluster = order.cluster();
        clocks.add(Clock.around(Whose.TEMPORAL, "Temporal", order.before(), order.worker(), order.after()));
        Optional<InspectedCluster> objects =
                cluster.outsideKubernetes() ? Optional.empty() : Optional.of(inspected(cluster));
        objects.ifPresent(this::keepGaps);
        Optional<ExaminedEmqx> emqx = emqx(cluster, objects);
        emqx.ifPresent(this::keepGaps);
        return new Facts(
                cluster,
                clock.instant(),
                objects.map(this::kubernetes),
                unbound,
                emqx.map(found -> emqx(found, objects.flatMap(InspectedCluster::pods))),
                runs.of(cluster),
                clocks,
                gaps,
                prometheus.map(asked -> new Facts.Prometheus(silence(asked))));
    }

    /** Whatever else it knows, it can make a sample of a number. */
    private static Optional<String> silence(PrometheusClient prometheus) {
        PrometheusClient.Answer answer = prometheus.ask("vector(1)");
        return answer.kind() == PrometheusClient.Kind.SAMPLES ? Optional.empty() : Optional.of(answer.words());
    }

    private InspectedCluster inspected(ClusterRef cluster) {
        try {
            return discovery.inspect(cluster.namespace(), cluster.name(), clock);
        } catch (KubernetesException none) {
            return new InspectedCluster(
                    Optional.of(new InspectedCluster.Trouble(none.kind(), none.getMessage())),
                    Optional.empty(),
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of());
        }
    }

    private void keepGaps(InspectedCluster objects) {
        objects.clock()
                .ifPresent(seen -> clocks.add(Clock.shown(
                        Whose.KUBERNETES, "the Kubernetes API", seen.before(), seen.shown(), seen.after())));
        objects.trouble()
                .filter(trouble -> objects.unseen().isEmpty())
                .ifPresent(trouble -> gaps.add(
                        new Facts.Gap("the cluster's objects, and EMQX at the pods' addresses", outOfReach(trouble))));
        objects.unseen().forEach(gap -> gaps.add(new Facts.Gap(gap.what(), gap.because())));
    }

    private static String outOfReach(InspectedCluster.Trouble trouble) {
        boolean answered =
                trouble.kind() == FailureKind.CLUSTER_NOT_FOUND || trouble.kind() == FailureKind.CLUSTER_AMBIGUOUS;
        return answered ? "which objects are meant is not known" : "the Kubernetes API is out of reach";
    }

    private void keepGaps(ExaminedEmqx emqx) {
        emqx.doors()
                .forEach(door -> door.clock()
                        .ifPresent(seen -> clocks.add(Clock.shown(
                                Whose.EMQX,
                                "EMQX at " + where(door.at()),
                                seen.before(),
                                seen.shown(),
                                seen.after()))));
        if (emqx.nodes().isEmpty() || emqx.status().isEmpty()) {
            gaps.add(new Facts.Gap(
                    INSIDE_EMQX,
                    emqx.trouble().isPresent()
                            ? "a question to EMQX failed"
                            : "EMQX answers at none of its addresses"));
        }
    }

    /** Empty where its addresses are not known, or no credentials may be sent there. */
    private Optional<ExaminedEmqx> emqx(ClusterRef cluster, Optional<InspectedCluster> objects) {
        try {
            ConnectionProfiles.Profile profile = profiles.of(cluster);
            Optional<List<EntryPoint>> entries = objects.isEmpty()
                    ? Optional.of(ClusterDirectory.urls(profile))
                    : objects.flatMap(InspectedCluster::pods).map(FactFinding::entries);
            return entries.map(known -> known.isEmpty()
                    ? new ExaminedEmqx(List.of(), Optional.empty(), Optional.empty(), Optional.empty())
                    : clients.open(cluster.display(), known, profile.credentials())
                            .examine(clock));
        } catch (ApplicationFailure noProfile) {
            unbound = Optional.of(noProfile.getOriginalMessage());
            gaps.add(new Facts.Gap(INSIDE_EMQX, "no credentials may be sent there"));
            return Optional.empty();
        }
    }

    private static List<EntryPoint> entries(List<InspectedPod> pods) {
        return pods.stream()
                .flatMap(pod -> pod.address().stream()
                        .map(address -> ClusterDirectory.entry(pod.name(), address, pod.apiPort())))
                .toList();
    }

    private Facts.Kubernetes kubernetes(InspectedCluster objects) {
        return new Facts.Kubernetes(
                objects.trouble().map(trouble -> new Facts.Trouble(trouble.kind(), trouble.message())),
                Rights.ALL.size(),
                objects.missing().stream()
                        .map(right -> new Facts.Lack(right.display(), right.purpose(), right.needed()))
                        .toList(),
                objects.rightsUnread(),
                objects.set().map(FactFinding::set),
                objects.pods().map(pods -> pods.stream().map(this::pod).toList()),
                objects.fronts()
                        .map(fronts -> fronts.stream()
                                .map(front -> new Facts.Front(
                                        front.name(),
                                        front.selectsServingLabel(),
                                        front.publishesNotReady(),
                                        front.lag()))
                                .toList()),
                objects.budgets()
                        .map(budgets -> budgets.stream()
                                .map(budget -> new Facts.Budget(budget.name(), budget.disruptionsAllowed()))
                                .toList()),
                objects.lease()
                        .map(lease -> new Facts.Lease(
                                lease.display(),
                                lease.run(),
                                lease.ranOut(clock.instant()),
                                runs.marked(lease.run()))));
    }

    private static Facts.Set set(InspectedSet set) {
        return new Facts.Set(
                set.name(),
                set.servingLabelInSelector(),
                set.servingLabelInTemplate(),
                set.wanted(),
                set.behind(),
                set.onDelete());
    }

    private Facts.Pod pod(InspectedPod pod) {
        return new Facts.Pod(
                pod.name(),
                pod.takesClients(),
                pod.ready(),
                pod.servingLabel(),
                pod.excludedBy().map(by -> new Facts.Mark(by, pod.excludedUntil(), runs.marked(by))),
                pod.operatorGate(),
                pod.probesAvailability(),
                pod.servedBy());
    }

    private static Facts.Emqx emqx(ExaminedEmqx emqx, Optional<List<InspectedPod>> pods) {
        return new Facts.Emqx(
                emqx.doors().stream()
                        .map(door -> new Facts.Door(where(door.at()), door.node(), door.silence()))
                        .toList(),
                emqx.nodes()
                        .map(nodes ->
                                nodes.stream().map(node -> node(node, pods)).toList()),
                emqx.status().map(FactFinding::activity),
                emqx.trouble().map(trouble -> new Facts.Trouble(trouble.kind(), trouble.message())));
    }

    private static Facts.Node node(EmqxNode node, Optional<List<InspectedPod>> pods) {
        return new Facts.Node(
                node.name(),
                node.running(),
                node.version(),
                pods.orElse(List.of()).stream()
                        .filter(pod -> NodePods.runsIn(node.name(), pod.name(), pod.address()))
                        .map(InspectedPod::name)
                        .findFirst());
    }

    private static Facts.Activity activity(GlobalStatus status) {
        return new Facts.Activity(
                status.rebalances().stream()
                        .map(GlobalStatus.Rebalance::coordinator)
                        .toList(),
                status.evacuating(),
                status.purging());
    }

    private static String where(EntryPoint at) {
        return at.host()
                .map(host -> host + " (" + at.url() + ")")
                .orElseGet(() -> at.url().toString());
    }
}
