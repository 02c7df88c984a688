package dev.evenkeel.emqx;

import dev.evenkeel.contract.StartParameters;
import java.time.InstantSource;
import java.util.List;

/**
 * One EMQX cluster, spoken to through whichever of its nodes answers. What differs between EMQX's versions stays behind
 * this interface.
 *
 * <p>Every method is one attempt at one question, bounded by the client's time limits; reading methods try the next
 * entry point when one does not answer, methods that could change something never send twice. All throw {@link
 * EmqxException}, whose kind says whether trying again may help. Safe for use by several threads.
 */
public interface EmqxClient {
    /** Every node of the cluster and its counts ({@code GET /nodes}). */
    List<EmqxNode> nodes();

    /**
     * Rebalances, evacuations and purges of the whole cluster ({@code GET /load_rebalance/global_status}). Nodes that
     * do not answer EMQX's own round are missing without notice: absence proves nothing unless the coordinator itself
     * was the one that answered, see {@link GlobalStatus#answeredBy}.
     *
     * @param preferred the node to ask first, the coordinator where one is known
     */
    GlobalStatus globalStatus(String preferred);

    /** Clients connected and disconnected since each node's start, summed ({@code GET /metrics}). */
    ClientCounters counters();

    /**
     * Starts a rebalance ({@code POST /load_rebalance/:node/start}); sent once. An answer that is lost is an {@link
     * EmqxException} of kind {@code EMQX_OUTCOME_UNKNOWN}.
     *
     * @param coordinator the node that shall run it
     * @param nodes the nodes that take part
     */
    StartAnswer start(String coordinator, List<String> nodes, StartParameters parameters);

    /** Stops the rebalance that this node coordinates ({@code POST /load_rebalance/:node/stop}). */
    StopAnswer stop(String coordinator);

    /**
     * Whether the node takes new clients ({@code GET /load_rebalance/availability_check}, asked at that node's own
     * address; with the key only where the release asks for one).
     */
    boolean available(String node);

    /**
     * Knocks at every entry point, and asks whatever shows whether a rebalance could be started, watched and stopped with
     * this key. Changes nothing; what is refused or silent is part of the answer.
     *
     * @param clock the worker's, to hold the nodes' against
     */
    ExaminedEmqx examine(InstantSource clock);

    /** What EMQX says to a start. */
    enum StartAnswer {
        STARTED,
        NOTHING_TO_BALANCE,
        /** This coordinator runs a rebalance already. */
        ALREADY_STARTED
    }

    /** What EMQX says to a stop. */
    enum StopAnswer {
        STOPPED,
        NOT_STARTED
    }
}
