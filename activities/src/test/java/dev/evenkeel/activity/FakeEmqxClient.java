package dev.evenkeel.activity;

import dev.evenkeel.contract.EmqxState;
import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.contract.StartParameters;
import dev.evenkeel.emqx.ClientCounters;
import dev.evenkeel.emqx.EmqxClient;
import dev.evenkeel.emqx.EmqxException;
import dev.evenkeel.emqx.EmqxNode;
import dev.evenkeel.emqx.ExaminedEmqx;
import dev.evenkeel.emqx.GlobalStatus;
import dev.evenkeel.emqx.GlobalStatus.Rebalance;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;

/**
 * An EMQX cluster in memory, by EMQX's own rules: start divides the nodes at their mean and makes the donors refuse, stop
 * ends what the coordinator runs. A test moves its state on, hides a rebalance from the status, or lets a request fail.
 */
final class FakeEmqxClient implements EmqxClient {
    private final Map<String, EmqxNode> nodes = new TreeMap<>();
    private final List<Rebalance> rebalances = new ArrayList<>();
    private final Set<String> hidden = new HashSet<>();
    private final Set<String> unreachable = new HashSet<>();
    private final Map<String, FailureKind> failing = new HashMap<>();
    private final List<String> asked = new ArrayList<>();
    private Runnable onStopped = () -> {};
    private Runnable onStatus = () -> {};

    FakeEmqxClient node(String name, long connections) {
        nodes.put(name, new EmqxNode(name, true, true, "5.10.3", connections, connections, Optional.empty()));
        return this;
    }

    FakeEmqxClient stopped(String name) {
        nodes.put(name, new EmqxNode(name, false, true, "", 0, 0, Optional.empty()));
        return this;
    }

    /** A rebalance that somebody else started. */
    FakeEmqxClient runs(Rebalance rebalance) {
        rebalances.add(rebalance);
        return this;
    }

    /** The rebalance of this coordinator goes on to another state. */
    FakeEmqxClient state(String coordinator, EmqxState state) {
        rebalances.replaceAll(old -> old.coordinator().equals(coordinator)
                ? rebalance(coordinator, state, old.donors(), old.recipients(), old.connEvictRate())
                : old);
        return this;
    }

    /** It is over, however that came about. */
    FakeEmqxClient ends(String coordinator) {
        rebalances.removeIf(rebalance -> rebalance.coordinator().equals(coordinator));
        return this;
    }

    /** This coordinator is too slow for EMQX's own round, and missing from the status. */
    FakeEmqxClient hides(String coordinator) {
        hidden.add(coordinator);
        return this;
    }

    FakeEmqxClient unreachable(String node) {
        unreachable.add(node);
        return this;
    }

    /** From now on this request fails: {@code nodes}, {@code status}, {@code counters}, {@code start} or {@code stop}. */
    FakeEmqxClient failing(String request, FailureKind kind) {
        failing.put(request, kind);
        return this;
    }

    /** Told when a rebalance that was on is stopped. */
    FakeEmqxClient onStopped(Runnable listener) {
        onStopped = listener;
        return this;
    }

    /** Told when the status is asked for. */
    FakeEmqxClient onStatus(Runnable listener) {
        onStatus = listener;
        return this;
    }

    /** Everything answers again. */
    FakeEmqxClient answering() {
        failing.clear();
        unreachable.clear();
        hidden.clear();
        return this;
    }

    /** Requests in the order in which they came: {@code start n4}, {@code status n4}, {@code nodes}. */
    synchronized List<String> asked() {
        return List.copyOf(asked);
    }

    List<Rebalance> rebalances() {
        return List.copyOf(rebalances);
    }

    @Override
    public List<EmqxNode> nodes() {
        heard("nodes", "");
        return List.copyOf(nodes.values());
    }

    @Override
    public GlobalStatus globalStatus(String preferred) {
        heard("status", preferred);
        onStatus.run();
        List<Rebalance> seen = rebalances.stream()
                .filter(rebalance -> !hidden.contains(rebalance.coordinator()))
                .toList();
        return new GlobalStatus(Optional.of(preferred), seen, List.of(), List.of());
    }

    @Override
    public ClientCounters counters() {
        heard("counters", "");
        return new ClientCounters(70_000, 60_000, Map.of(), Map.of());
    }

    /** A reply that is lost is lost after the start took effect. */
    @Override
    public ExaminedEmqx examine(InstantSource clock) {
        return new ExaminedEmqx(List.of(), Optional.of(nodes()), Optional.of(globalStatus("")), Optional.empty());
    }

    @Override
    public StartAnswer start(String coordinator, List<String> among, StartParameters parameters) {
        note("start", coordinator);
        if (rebalances.stream().anyMatch(on -> on.coordinator().equals(coordinator))) {
            fail("start");
            return StartAnswer.ALREADY_STARTED;
        }
        double mean = among.stream().mapToLong(this::live).average().orElse(0);
        List<String> donors = among.stream().filter(name -> live(name) >= mean).toList();
        List<String> recipients =
                among.stream().filter(name -> live(name) < mean).toList();
        if (!recipients.isEmpty()) {
            rebalances.add(rebalance(
                    coordinator, EmqxState.WAIT_HEALTH_CHECK, donors, recipients, parameters.connEvictRate()));
        }
        fail("start");
        return recipients.isEmpty() ? StartAnswer.NOTHING_TO_BALANCE : StartAnswer.STARTED;
    }

    @Override
    public StopAnswer stop(String coordinator) {
        note("stop", coordinator);
        boolean stopped = rebalances.removeIf(on -> on.coordinator().equals(coordinator));
        if (stopped) {
            onStopped.run();
        }
        fail("stop");
        return stopped ? StopAnswer.STOPPED : StopAnswer.NOT_STARTED;
    }

    @Override
    public boolean available(String node) {
        note("available", node);
        if (unreachable.contains(node)) {
            throw new EmqxException(FailureKind.EMQX_UNAVAILABLE, node + " does not answer", null);
        }
        return rebalances.stream().noneMatch(on -> on.donors().contains(node));
    }

    static Rebalance rebalance(
            String coordinator, EmqxState state, List<String> donors, List<String> recipients, int rate) {
        return new Rebalance(
                coordinator, state, donors, recipients, rate, 10, OptionalDouble.empty(), OptionalDouble.empty());
    }

    private long live(String node) {
        return nodes.get(node).liveConnections();
    }

    private void heard(String request, String node) {
        note(request, node);
        fail(request);
    }

    private synchronized void note(String request, String node) {
        asked.add((request + " " + node).strip());
    }

    private void fail(String request) {
        FailureKind kind = failing.get(request);
        if (kind != null) {
            throw new EmqxException(kind, request + " failed", null);
        }
    }
}
