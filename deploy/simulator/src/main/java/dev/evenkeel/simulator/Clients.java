package dev.evenkeel.simulator;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The MQTT clients, as counts. A client is connected to a node, or away with a time at which it tries again, or gone
 * for good. Times of return fall into steps of a tenth of a second of EMQX time. A client that is away is known by the
 * node that keeps its session (or none) and by how many tries have failed, nothing else.
 */
final class Clients {
    private static final Duration STEP = Duration.ofMillis(100);
    /** Further failures are counted as this many, minus one. */
    private static final int ATTEMPTS = 10;

    private final World world;
    private final ReconnectDelay delay;
    private Churn churn;
    private final double neverReturnShare;
    private final int homes;
    private final Map<Long, long[]> awayByStep = new TreeMap<>();
    private long away;
    private long awayPeak;
    private long gone;
    private long joined;
    private long left;
    private long evicted;

    Clients(World world, ReconnectDelay delay, Churn churn, double neverReturnShare) {
        this.world = world;
        this.delay = delay;
        this.churn = churn;
        this.neverReturnShare = neverReturnShare;
        this.homes = world.nodes().size() + 1;
        if (!churn.equals(Churn.NONE)) {
            world.timeline().after(STEP, this::comeAndGo);
        }
    }

    /** Other rates from now on. */
    void churn(Churn next) {
        boolean idle = churn.equals(Churn.NONE);
        churn = next;
        if (idle && !next.equals(Churn.NONE)) {
            world.timeline().after(STEP, this::comeAndGo);
        }
    }

    /** Disconnects up to {@code wanted} clients of the node; their sessions stay there until the clients are back. */
    void evict(Node node, long wanted) {
        long count = Math.min(wanted, node.live);
        long lost = world.draws().binomial(count, neverReturnShare);
        node.live -= count;
        node.idleSessions += lost;
        node.awaySessions += count - lost;
        node.counters.evicted(count);
        evicted += count;
        gone += lost;
        leave(node.index, count - lost);
    }

    /** Up to {@code wanted} sessions of the node are dropped; clients that were connected come back without them. */
    void purge(Node node, long wanted) {
        long[] kinds = world.draws().taken(Math.min(wanted, node.sessions()), new long[] {
            node.live, node.idleSessions, node.awaySessions, node.overlookedSessions
        });
        long lost = world.draws().binomial(kinds[0], neverReturnShare);
        node.live -= kinds[0];
        node.idleSessions -= kinds[1];
        node.awaySessions -= kinds[2];
        node.overlookedSessions -= kinds[3];
        node.counters.evicted(kinds[0]);
        evicted += kinds[0];
        gone += lost;
        rehome(node.index, nowhere(), kinds[2]);
        leave(nowhere(), kinds[0] - lost);
    }

    /** The node's process is gone: its clients come back elsewhere, without their sessions. */
    void loseNode(Node node) {
        long count = node.live;
        long lost = world.draws().binomial(count, neverReturnShare);
        node.live = 0;
        node.idleSessions = 0;
        node.overlookedSessions = 0;
        node.awaySessions = 0;
        awayByStep.values().forEach(batch -> forgetHome(batch, node.index));
        gone += lost;
        leave(nowhere(), count - lost);
    }

    /** Moves up to {@code wanted} disconnected sessions to the recipients, each to any of them; clients stay away. */
    long moveSessions(Node from, List<Node> recipients, long wanted) {
        if (recipients.isEmpty()) {
            return 0;
        }
        long[] kinds = world.draws().taken(wanted, new long[] {from.idleSessions, from.awaySessions});
        long[] idle = world.draws().evenly(kinds[0], recipients.size());
        long[] waiting = world.draws().evenly(kinds[1], recipients.size());
        for (int i = 0; i < recipients.size(); i++) {
            Node to = recipients.get(i);
            from.idleSessions -= idle[i];
            to.idleSessions += idle[i];
            from.awaySessions -= waiting[i];
            to.awaySessions += waiting[i];
            rehome(from.index, to.index, waiting[i]);
            from.counters.takenOver(idle[i] + waiting[i]);
            to.counters.resumed(idle[i] + waiting[i]);
        }
        return kinds[0] + kinds[1];
    }

    /** So many newcomers at the node, or so many leavers if negative; counted as churn. */
    void shift(Node node, long connections) {
        long change = Math.max(connections, -node.live);
        node.live += change;
        joined += Math.max(change, 0);
        left += Math.max(-change, 0);
    }

    Totals totals() {
        long online = world.nodes().stream().mapToLong(node -> node.live).sum();
        return new Totals(online, away, gone, joined, left, evicted, awayPeak);
    }

    private int nowhere() {
        return homes - 1;
    }

    private void leave(int home, long count) {
        away += count;
        wait(home, 0, count);
        awayPeak = Math.max(awayPeak, away);
    }

    /** Lets clients wait for their next try; a delay of zero at the first try means now. */
    private void wait(int home, int attempt, long count) {
        if (count == 0) {
            return;
        }
        Duration max = delay.maxAt(attempt);
        if (max.isZero() && attempt == 0) {
            connect(home, attempt, count);
            return;
        }
        Duration now = world.timeline().now();
        Duration earliest = now.plus(delay.minAt(attempt));
        Duration latest = now.plus(max);
        double width = latest.minus(earliest).toNanos();
        long step = Math.max(stepAfter(earliest), stepAfter(now.plusNanos(1)));
        long remaining = count;
        double waited = 0;
        while (remaining > 0) {
            double until =
                    width == 0 ? 1 : STEP.multipliedBy(step).minus(earliest).toNanos() / width;
            double share = until >= 1 ? 1 : Math.max(0, (until - waited) / (1 - waited));
            long back = world.draws().binomial(remaining, share);
            add(step, home, attempt, back);
            remaining -= back;
            waited = Math.max(waited, until);
            step++;
        }
    }

    private static long stepAfter(Duration time) {
        return (time.toNanos() + STEP.toNanos() - 1) / STEP.toNanos();
    }

    private void add(long step, int home, int attempt, long count) {
        if (count == 0) {
            return;
        }
        awayByStep.computeIfAbsent(step, this::newBatch)[home * ATTEMPTS + attempt] += count;
    }

    private long[] newBatch(long step) {
        world.timeline().at(STEP.multipliedBy(step), () -> arrive(step));
        return new long[homes * ATTEMPTS];
    }

    private void arrive(long step) {
        long[] batch = awayByStep.remove(step);
        for (int cell = 0; cell < batch.length; cell++) {
            if (batch[cell] > 0) {
                connect(cell / ATTEMPTS, cell % ATTEMPTS, batch[cell]);
            }
        }
    }

    private void connect(int home, int attempt, long count) {
        LoadBalancer.Dispatch dispatch = dispatch(home, count);
        for (int i = 0; i < dispatch.targets.size(); i++) {
            Node target = dispatch.targets.get(i);
            world.ledger().attempts(target, dispatch.accepted[i], dispatch.refused[i]);
            if (target.answers()) {
                target.counters.refused(dispatch.refused[i]);
            }
            connected(target, home, dispatch.accepted[i]);
        }
        wait(home, Math.min(attempt + 1, ATTEMPTS - 1), dispatch.turnedAway);
    }

    private LoadBalancer.Dispatch dispatch(int home, long count) {
        return world.faultState().pinned && home != nowhere()
                ? LoadBalancer.Dispatch.to(world.nodes().get(home), count, world::acceptsClients)
                : world.loadBalancer().dispatch(count, world::acceptsClients);
    }

    private void connected(Node target, int home, long count) {
        if (count == 0) {
            return;
        }
        boolean sessionPresent = home != nowhere();
        target.live += count;
        target.counters.accepted(count, sessionPresent);
        away -= count;
        if (sessionPresent) {
            Node keeper = world.nodes().get(home);
            keeper.awaySessions -= count;
            if (keeper != target) {
                keeper.counters.takenOver(count);
            }
        }
    }

    private void forgetHome(long[] batch, int home) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            batch[nowhere() * ATTEMPTS + attempt] += batch[home * ATTEMPTS + attempt];
        }
        Arrays.fill(batch, home * ATTEMPTS, (home + 1) * ATTEMPTS, 0);
    }

    private void rehome(int from, int to, long count) {
        long left = count;
        for (long[] batch : awayByStep.values()) {
            for (int attempt = 0; attempt < ATTEMPTS && left > 0; attempt++) {
                long moved = Math.min(left, batch[from * ATTEMPTS + attempt]);
                batch[from * ATTEMPTS + attempt] -= moved;
                batch[to * ATTEMPTS + attempt] += moved;
                left -= moved;
            }
        }
    }

    /** So many sessions of clients that will not come back are gone, wherever they are; fewer if there are fewer. */
    void expire(long sessions) {
        if (sessions == 0) {
            return;
        }
        long[] piles =
                world.nodes().stream().mapToLong(node -> node.idleSessions).toArray();
        long[] expired = world.draws().taken(sessions, piles);
        world.nodes().forEach(node -> node.idleSessions -= expired[node.index]);
    }

    private void comeAndGo() {
        double seconds = STEP.toMillis() / 1000.0;
        long leaving = world.draws().poisson(churn.disconnectsPerSecond() * seconds);
        long[] piles = world.nodes().stream()
                .mapToLong(node -> node.frozen ? 0 : node.live)
                .toArray();
        long[] leavers = world.draws().taken(leaving, piles);
        for (Node node : world.nodes()) {
            long count = leavers[node.index];
            node.live -= count;
            node.counters.left(count);
            left += count;
        }
        expire(world.draws().poisson(churn.expiriesPerSecond() * seconds));
        long coming = world.draws().poisson(churn.connectsPerSecond() * seconds);
        joined += coming;
        away += coming;
        if (coming > 0) {
            connect(nowhere(), 0, coming);
        }
        awayPeak = Math.max(awayPeak, away);
        if (!churn.equals(Churn.NONE)) {
            world.timeline().after(STEP, this::comeAndGo);
        }
    }
}
