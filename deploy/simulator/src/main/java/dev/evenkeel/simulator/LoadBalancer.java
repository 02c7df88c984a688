package dev.evenkeel.simulator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What stands before the cluster: sends each client to one of the nodes whose endpoints are published. It follows the
 * published set with a lag of EMQX time, as kube-proxy and cloud load balancers do. Until a set is published it serves
 * every node whose process exists. Or it looks for itself, as load balancers outside Kubernetes do: {@link
 * #checkAvailability}.
 */
public final class LoadBalancer {
    private static final Duration BETWEEN_CHECKS = Duration.ofSeconds(1);

    private final World world;
    private final Duration lag;
    private final Spread spread;
    private Optional<List<String>> visible = Optional.empty();
    private Optional<Map<String, Boolean>> healthy = Optional.empty();
    private final Map<String, Boolean> lastAnswer = new HashMap<>();
    private long turn;

    LoadBalancer(World world, Duration lag, Spread spread) {
        this.world = world;
        this.lag = lag;
        this.spread = spread;
    }

    /** The endpoints are now these nodes; clients notice after the lag. Unknown names are kept out. */
    public void publish(Collection<String> nodeNames) {
        List<String> next = List.copyOf(new TreeSet<>(nodeNames));
        world.run(() -> change(Optional.of(next)));
    }

    /** Back to serving every node whose process exists; clients notice after the lag. */
    public void publishAllRunning() {
        world.run(() -> change(Optional.empty()));
    }

    /**
     * From now on each node is asked for {@code availability_check} once a second, and what it answers counts after the
     * lag; what is published counts no more.
     */
    public void checkAvailability() {
        world.run(() -> {
            if (healthy.isEmpty()) {
                healthy = Optional.of(new HashMap<>());
                check(healthy.get());
            }
        });
    }

    private void check(Map<String, Boolean> known) {
        for (Node node : world.nodes()) {
            boolean available = node.answers() && !node.agent().enabled();
            if (!Boolean.valueOf(available).equals(lastAnswer.put(node.name, available))) {
                world.timeline().after(lag, () -> known.put(node.name, available));
            }
        }
        world.timeline().after(BETWEEN_CHECKS, () -> check(known));
    }

    /** The nodes that clients are sent to now, in order of names. */
    public List<String> serving() {
        return world.call(() -> targets().stream().map(node -> node.name).toList());
    }

    private void change(Optional<List<String>> next) {
        if (lag.isZero()) {
            visible = next;
        } else {
            world.timeline().after(lag, () -> visible = next);
        }
    }

    List<Node> targets() {
        Predicate<Node> served = healthy.<Predicate<Node>>map(
                        known -> node -> known.getOrDefault(node.name, node.alive))
                .or(() -> visible.map(names -> node -> names.contains(node.name)))
                .orElse(node -> node.alive);
        return world.nodesByName().stream().filter(served).toList();
    }

    /** Sends {@code clients} off once; where they are refused they count as refused, unless another turn is due. */
    Dispatch dispatch(long clients, Predicate<Node> accepts) {
        List<Node> targets = targets();
        Dispatch dispatch = new Dispatch(targets);
        if (targets.isEmpty()) {
            dispatch.turnedAway = clients;
        } else if (spread == Spread.EVEN) {
            for (long client = 0; client < clients; client++) {
                byTurns(dispatch, accepts);
            }
        } else {
            byChance(dispatch, clients, accepts);
        }
        return dispatch;
    }

    private void byTurns(Dispatch dispatch, Predicate<Node> accepts) {
        int size = dispatch.targets.size();
        for (int tries = 0; tries < size; tries++) {
            int target = (int) (turn++ % size);
            if (accepts.test(dispatch.targets.get(target))) {
                dispatch.accepted[target]++;
                return;
            }
            dispatch.refused[target]++;
        }
        dispatch.turnedAway++;
    }

    private void byChance(Dispatch dispatch, long clients, Predicate<Node> accepts) {
        long[] share = world.draws().evenly(clients, dispatch.targets.size());
        for (int target = 0; target < share.length; target++) {
            if (accepts.test(dispatch.targets.get(target))) {
                dispatch.accepted[target] += share[target];
            } else {
                dispatch.refused[target] += share[target];
                dispatch.turnedAway += share[target];
            }
        }
    }

    /** Where one batch of attempts went: counts per target, and how many clients are still away. */
    static final class Dispatch {
        final List<Node> targets;
        final long[] accepted;
        final long[] refused;
        long turnedAway;

        /** All of them to one node, past the load balancer. */
        static Dispatch to(Node node, long clients, Predicate<Node> accepts) {
            Dispatch dispatch = new Dispatch(List.of(node));
            if (accepts.test(node)) {
                dispatch.accepted[0] = clients;
            } else {
                dispatch.refused[0] = clients;
                dispatch.turnedAway = clients;
            }
            return dispatch;
        }

        private Dispatch(List<Node> targets) {
            this.targets = new ArrayList<>(targets);
            this.accepted = new long[targets.size()];
            this.refused = new long[targets.size()];
        }
    }
}
