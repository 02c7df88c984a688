package dev.evenkeel.planning;

import java.util.Arrays;
import java.util.List;

/**
 * Clients as a run sees them, second by second, and as expected on average: connected to a node, or evicted and on their
 * way. Whoever is on his way comes to any node that serves, after a delay that is even between nothing and the longest;
 * where that is nothing, clients are dealt out one by one and nothing is left to chance. Others come and go by themselves.
 */
final class ClientsModel {
    private final double[] live;
    private final double[] sessionsAway;
    private final boolean[] out;
    private final double longestSeconds;
    private final double churn;

    /** By second, a ring that begins with the one that begins now, and by the node that keeps the session. */
    private final double[][] due;

    private int second;
    private double onTheirWay;
    private double onTheirWayPeak;
    private double comingNow;
    private double connectsPeak;
    private double connectsOfLate;
    private double onTheirWayOfLate;
    private int turn;

    /**
     * @param live connections by node
     * @param sessionsAway sessions of absent clients by node
     * @param longestSeconds after which all that were evicted are back
     * @param churn clients a second, over all nodes, that come by themselves; as many leave
     */
    ClientsModel(double[] live, double[] sessionsAway, double longestSeconds, double churn) {
        this.live = live.clone();
        this.sessionsAway = sessionsAway.clone();
        this.out = new boolean[live.length];
        this.longestSeconds = longestSeconds;
        this.churn = churn;
        this.due = new double[(int) Math.ceil(longestSeconds) + 1][live.length];
    }

    double on(int node) {
        return live[node];
    }

    /** Sessions on the node whose clients are not connected, those of clients on their way included. */
    double awayOn(int node) {
        return sessionsAway[node]
                + Arrays.stream(due).mapToDouble(back -> back[node]).sum();
    }

    double mean(List<Integer> nodes) {
        return nodes.stream().mapToDouble(node -> live[node]).average().orElse(0);
    }

    double meanAway(List<Integer> nodes) {
        return nodes.stream().mapToDouble(this::awayOn).average().orElse(0);
    }

    double total() {
        return Arrays.stream(live).sum() + onTheirWay;
    }

    double onTheirWay() {
        return onTheirWay;
    }

    double onTheirWayPeak() {
        return onTheirWayPeak;
    }

    /** The most connects on one node in a second, on average. */
    double connectsPeak() {
        return connectsPeak;
    }

    /** Likewise, since this was last asked. */
    double connectsOfLate() {
        double connects = connectsOfLate;
        connectsOfLate = 0;
        return connects;
    }

    /** The most that were on their way since this was last asked. */
    double onTheirWayOfLate() {
        double most = Math.max(onTheirWay, onTheirWayOfLate);
        onTheirWayOfLate = 0;
        return most;
    }

    private void connecting(double onOneNode) {
        connectsPeak = Math.max(connectsPeak, onOneNode);
        connectsOfLate = Math.max(connectsOfLate, onOneNode);
    }

    /** All nodes serve. */
    void allServe() {
        Arrays.fill(out, false);
    }

    /** These serve no client. */
    void exclude(List<Integer> nodes) {
        nodes.forEach(node -> out[node] = true);
    }

    /** Up to so many of the node's clients are sent away. */
    double evict(int node, double wanted) {
        double going = Math.min(wanted, live[node]);
        live[node] -= going;
        if (longestSeconds == 0) {
            comingNow += going;
            return going;
        }
        onTheirWay += going;
        onTheirWayPeak = Math.max(onTheirWayPeak, onTheirWay);
        onTheirWayOfLate = Math.max(onTheirWayOfLate, onTheirWay);
        for (int slot = 0; slot < due.length; slot++) {
            double share = Math.min(slot + 1, longestSeconds) - Math.min(slot, longestSeconds);
            due[(second + slot) % due.length][node] += going * share / longestSeconds;
        }
        return going;
    }

    /** Those who are back in the instant in which they were evicted. */
    void landAtOnce() {
        List<Integer> serving = serving();
        if (serving.isEmpty() || comingNow == 0) {
            return;
        }
        int size = serving.size();
        long clients = Math.round(comingNow);
        int rest = (int) (clients % size);
        for (int i = 0; i < size; i++) {
            live[serving.get(i)] += clients / size + (Math.floorMod(i - turn, size) < rest ? 1 : 0);
        }
        turn = (turn + rest) % size;
        connecting((clients + churn) / size);
        comingNow = 0;
    }

    /** Moves up to so many sessions of absent clients to these nodes, to each as many. */
    void moveSessions(int from, double wanted, List<Integer> to) {
        double away = awayOn(from);
        double share = away == 0 ? 0 : Math.min(wanted, away) / away;
        double idle = sessionsAway[from] * share;
        sessionsAway[from] -= idle;
        to.forEach(node -> sessionsAway[node] += idle / to.size());
        for (double[] back : due) {
            double waiting = back[from] * share;
            back[from] -= waiting;
            to.forEach(node -> back[node] += waiting / to.size());
        }
    }

    /** A second goes by. */
    void pass() {
        double back = Arrays.stream(due[second % due.length]).sum();
        Arrays.fill(due[second % due.length], 0);
        second++;
        onTheirWay = Math.max(0, onTheirWay - back);
        leave();
        List<Integer> serving = serving();
        serving.forEach(node -> live[node] += (back + churn) / serving.size());
        connecting((back + churn) / Math.max(1, serving.size()));
    }

    private void leave() {
        double all = Arrays.stream(live).sum();
        double kept = all == 0 ? 0 : Math.max(0, 1 - churn / all);
        for (int node = 0; node < live.length; node++) {
            live[node] *= churn == 0 ? 1 : kept;
        }
    }

    private List<Integer> serving() {
        return java.util.stream.IntStream.range(0, live.length)
                .filter(node -> !out[node])
                .boxed()
                .toList();
    }
}
