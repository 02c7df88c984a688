package dev.evenkeel.e2e;

import dev.evenkeel.simulator.SimulatedNode;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;

/** What goes wrong during a run, and what makes it right again. */
enum Trouble {
    ERRORS_OF_EMQX(
            (bench, name) -> bench.emqx.faults().errorRate(0.3, 503),
            (bench, name) -> bench.emqx.faults().errorRate(0, 503)),
    LATENCY_OF_EMQX(
            (bench, name) -> bench.emqx.faults().slow(Duration.ofSeconds(20)),
            (bench, name) -> bench.emqx.faults().slow(Duration.ZERO)),
    NODE_HANGS(
            (bench, name) -> bench.emqx.faults().hang(name),
            (bench, name) -> bench.emqx.faults().thaw(name)),
    COORDINATOR_KILLED(
            (bench, name) -> bench.emqx.faults().coordinators().forEach(bench.emqx.faults()::kill), Trouble::bootAll),
    WORKER_KILLED((bench, name) -> bench.stopWorker(), (bench, name) -> bench.startWorker()),
    NODE_REMOVED((bench, name) -> bench.emqx.faults().kill(name), Trouble::nothing),
    NODE_ADDED((bench, name) -> bench.emqx.faults().restart(newcomer(bench)), Trouble::nothing),
    PARTIAL_STATUS(
            (bench, name) -> bench.emqx.faults().partialGlobalStatus(true),
            (bench, name) -> bench.emqx.faults().partialGlobalStatus(false)),
    RECIPIENTS_REFUSE(
            (bench, name) -> bench.emqx.faults().refuseAtRecipients(true),
            (bench, name) -> bench.emqx.faults().refuseAtRecipients(false)),
    START_REPLY_LOST((bench, name) -> bench.emqx.faults().dropNextStartReply(), Trouble::nothing),
    START_LOST((bench, name) -> bench.emqx.faults().loseNextStart(), Trouble::nothing),
    START_LATE((bench, name) -> bench.emqx.faults().delayNextStart(Duration.ofSeconds(9)), Trouble::nothing),
    STOPPED_BY_OTHERS((bench, name) -> bench.emqx.faults().stopBehindOurBack(), Trouble::nothing),
    KUBERNETES_ERRORS((bench, name) -> bench.kubernetes.faults().failNextRequests(6), Trouble::nothing),
    KUBERNETES_CONFLICTS((bench, name) -> bench.kubernetes.faults().conflictOnNextWrites(4), Trouble::nothing),
    KUBERNETES_AWAY(
            (bench, name) -> bench.kubernetes.faults().unreachable(true),
            (bench, name) -> bench.kubernetes.faults().unreachable(false)),
    EVACUATION(
            (bench, name) -> bench.emqx.faults().evacuate(name, "{\"conn_evict_rate\":50}"),
            (bench, name) -> bench.emqx.faults().endEvacuation(name)),
    PURGE(
            (bench, name) -> bench.emqx.faults().purge(name, 50),
            (bench, name) -> bench.emqx.faults().endPurge()),
    OTHER_COORDINATOR(
            (bench, name) -> bench.emqx
                    .faults()
                    .startOfOthers(
                            name, "{\"abs_conn_threshold\":10,\"abs_sess_threshold\":10,\"conn_evict_rate\":40}"),
            (bench, name) -> bench.emqx.faults().stopOfOthers()),
    EMQX_RESTARTED(
            (bench, name) -> bench.emqx.nodes().stream()
                    .filter(SimulatedNode::alive)
                    .forEach(node -> bench.emqx.faults().kill(node.name())),
            Trouble::bootAll),
    OPERATOR_UPGRADE(
            (bench, name) -> {
                bench.kubernetes.beginRollout();
                bench.kubernetes.rollNext();
            },
            Trouble::rollOut);

    /** What was there before there were strangers: of a seed, these are drawn as they always were. */
    private static final int OURS = KUBERNETES_AWAY.ordinal() + 1;

    private final BiConsumer<Bench, String> begin;
    private final BiConsumer<Bench, String> end;

    Trouble(BiConsumer<Bench, String> begin, BiConsumer<Bench, String> end) {
        this.begin = begin;
        this.end = end;
    }

    /** Most runs are through by then, those that are planned again are not. */
    private static final int WITHIN_SECONDS = 160;

    private static final int LASTS_SECONDS = 60;

    /**
     * One trouble at one time.
     *
     * @param trouble which
     * @param node whom it concerns, where it concerns one
     * @param at how long after the start of the run
     * @param lasts how long, where it ends
     */
    record Stroke(Trouble trouble, String node, Duration at, Duration lasts) {
        static Stroke drawn(SplittableRandom random, String node) {
            Trouble trouble = Trouble.values()[random.nextInt(OURS)];
            // What waits for the next start must be there before it.
            boolean ofStart = trouble == START_REPLY_LOST || trouble == START_LOST || trouble == START_LATE;
            int at = ofStart && random.nextBoolean() ? 0 : random.nextInt(WITHIN_SECONDS);
            return new Stroke(
                    trouble, node, Duration.ofSeconds(at), Duration.ofSeconds(1 + random.nextInt(LASTS_SECONDS)));
        }

        /** Somebody else's business, or all of EMQX restarts. */
        static Stroke ofStrangers(SplittableRandom random, String node) {
            Trouble trouble = Trouble.values()[OURS + random.nextInt(Trouble.values().length - OURS)];
            return new Stroke(
                    trouble,
                    node,
                    Duration.ofSeconds(random.nextInt(WITHIN_SECONDS)),
                    Duration.ofSeconds(1 + random.nextInt(LASTS_SECONDS)));
        }

        /** To be said on Temporal's own clock. */
        void schedule(Bench bench) {
            bench.temporal.registerDelayedCallback(at, () -> trouble.begin.accept(bench, node));
            bench.temporal.registerDelayedCallback(at.plus(lasts), () -> trouble.end.accept(bench, node));
        }

        @Override
        public String toString() {
            return trouble + " after " + at.toSeconds() + " s for " + lasts.toSeconds() + " s";
        }
    }

    /** The node that is not there at first. */
    static String newcomer(Bench bench) {
        return bench.emqx.nodes().get(bench.emqx.nodes().size() - 1).name();
    }

    private static void nothing(Bench bench, String name) {}

    private static void rollOut(Bench bench, String name) {
        boolean more = bench.kubernetes.rollNext();
        while (more) {
            more = bench.kubernetes.rollNext();
        }
    }

    private static void bootAll(Bench bench, String name) {
        bench.emqx.nodes().stream()
                .filter(node -> !node.alive())
                .forEach(node -> bench.emqx.faults().restart(node.name()));
    }
}
