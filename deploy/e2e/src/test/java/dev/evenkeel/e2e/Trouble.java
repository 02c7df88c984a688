package dev.evenkeel.e2e;

import dev.evenkeel.simulator.SimulatedNode;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;

/** What goes wrong during a run, and what makes it right again. */
public enum Trouble {
    ERRORS_OF_EMQX(
            (stage, name) -> stage.emqx().faults().errorRate(0.3, 503),
            (stage, name) -> stage.emqx().faults().errorRate(0, 503)),
    LATENCY_OF_EMQX(
            (stage, name) -> stage.emqx().faults().slow(Duration.ofSeconds(20)),
            (stage, name) -> stage.emqx().faults().slow(Duration.ZERO)),
    NODE_HANGS(
            (stage, name) -> stage.emqx().faults().hang(name),
            (stage, name) -> stage.emqx().faults().thaw(name)),
    COORDINATOR_KILLED(
            (stage, name) ->
                    stage.emqx().faults().coordinators().forEach(stage.emqx().faults()::kill),
            Trouble::bootAll),
    WORKER_KILLED((stage, name) -> stage.stopWorker(), (stage, name) -> stage.startWorker()),
    NODE_REMOVED((stage, name) -> stage.emqx().faults().kill(name), Trouble::nothing),
    NODE_ADDED((stage, name) -> stage.emqx().faults().restart(newcomer(stage)), Trouble::nothing),
    PARTIAL_STATUS(
            (stage, name) -> stage.emqx().faults().partialGlobalStatus(true),
            (stage, name) -> stage.emqx().faults().partialGlobalStatus(false)),
    RECIPIENTS_REFUSE(
            (stage, name) -> stage.emqx().faults().refuseAtRecipients(true),
            (stage, name) -> stage.emqx().faults().refuseAtRecipients(false)),
    START_REPLY_LOST((stage, name) -> stage.emqx().faults().dropNextStartReply(), Trouble::nothing),
    START_LOST((stage, name) -> stage.emqx().faults().loseNextStart(), Trouble::nothing),
    START_LATE((stage, name) -> stage.emqx().faults().delayNextStart(Duration.ofSeconds(9)), Trouble::nothing),
    STOPPED_BY_OTHERS((stage, name) -> stage.emqx().faults().stopBehindOurBack(), Trouble::nothing),
    KUBERNETES_ERRORS((stage, name) -> stage.failRequestsToKubernetes(), Trouble::nothing),
    KUBERNETES_CONFLICTS((stage, name) -> stage.conflictOnWritesToKubernetes(), Trouble::nothing),
    KUBERNETES_AWAY((stage, name) -> stage.kubernetesAway(true), (stage, name) -> stage.kubernetesAway(false)),
    EVACUATION(
            (stage, name) -> stage.emqx().faults().evacuate(name, "{\"conn_evict_rate\":50}"),
            (stage, name) -> stage.emqx().faults().endEvacuation(name)),
    PURGE(
            (stage, name) -> stage.emqx().faults().purge(name, 50),
            (stage, name) -> stage.emqx().faults().endPurge()),
    OTHER_COORDINATOR(
            (stage, name) -> stage.emqx()
                    .faults()
                    .startOfOthers(
                            name, "{\"abs_conn_threshold\":10,\"abs_sess_threshold\":10,\"conn_evict_rate\":40}"),
            (stage, name) -> stage.emqx().faults().stopOfOthers()),
    EMQX_RESTARTED(
            (stage, name) -> stage.emqx().nodes().stream()
                    .filter(SimulatedNode::alive)
                    .forEach(node -> stage.emqx().faults().kill(node.name())),
            Trouble::bootAll),
    OPERATOR_UPGRADE((stage, name) -> stage.beginRollout(), (stage, name) -> stage.endRollout());

    /** What was there before there were strangers: of a seed, these are drawn as they always were. */
    private static final int OURS = KUBERNETES_AWAY.ordinal() + 1;

    private final BiConsumer<Sufferer, String> begin;
    private final BiConsumer<Sufferer, String> end;

    Trouble(BiConsumer<Sufferer, String> begin, BiConsumer<Sufferer, String> end) {
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
     * @param node whom it concerns, where it concerns one: its place among the nodes
     * @param at how long after the start of the run
     * @param lasts how long, where it ends
     */
    record Stroke(Trouble trouble, int node, Duration at, Duration lasts) {
        static Stroke drawn(SplittableRandom random, int node) {
            Trouble trouble = Trouble.values()[random.nextInt(OURS)];
            // What waits for the next start must be there before it.
            boolean ofStart = trouble == START_REPLY_LOST || trouble == START_LOST || trouble == START_LATE;
            int at = ofStart && random.nextBoolean() ? 0 : random.nextInt(WITHIN_SECONDS);
            return new Stroke(
                    trouble, node, Duration.ofSeconds(at), Duration.ofSeconds(1 + random.nextInt(LASTS_SECONDS)));
        }

        /** Somebody else's business, or all of EMQX restarts. */
        static Stroke ofStrangers(SplittableRandom random, int node) {
            Trouble trouble = Trouble.values()[OURS + random.nextInt(Trouble.values().length - OURS)];
            return new Stroke(
                    trouble,
                    node,
                    Duration.ofSeconds(random.nextInt(WITHIN_SECONDS)),
                    Duration.ofSeconds(1 + random.nextInt(LASTS_SECONDS)));
        }

        void schedule(Sufferer stage) {
            String name = stage.emqx().nodes().get(node).name();
            stage.after(at, () -> trouble.begin.accept(stage, name));
            stage.after(at.plus(lasts), () -> trouble.end.accept(stage, name));
        }

        @Override
        public String toString() {
            return trouble + " after " + at.toSeconds() + " s for " + lasts.toSeconds() + " s";
        }
    }

    /** The node that is not there at first. */
    static String newcomer(Sufferer stage) {
        return stage.emqx().nodes().get(stage.emqx().nodes().size() - 1).name();
    }

    private static void nothing(Sufferer stage, String name) {}

    private static void bootAll(Sufferer stage, String name) {
        stage.emqx().nodes().stream()
                .filter(node -> !node.alive())
                .forEach(node -> stage.emqx().faults().restart(node.name()));
    }
}
