package dev.evenkeel.demo;

import dev.evenkeel.contract.RunPhase;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Everything at one moment: the nodes as they truly are, counted by the simulator, and the run as it says it is.
 *
 * @param sinceStart EMQX's time since the run was asked for; negative before
 * @param nodes in order of their pods
 * @param away clients that are between two connections
 * @param phase where the run is; empty before it was asked for
 * @param percent of the clients that are to move, those who have arrived
 * @param remaining of EMQX's part on the wall clock, as the run's newest look foretold
 * @param worker what is the matter with the worker; empty while it does its work
 */
record Moment(
        Duration sinceStart,
        List<NodeNow> nodes,
        long away,
        Optional<RunPhase> phase,
        int percent,
        Optional<Duration> remaining,
        Optional<String> worker) {
    Moment {
        nodes = List.copyOf(nodes);
    }

    /**
     * One node.
     *
     * @param pod its pod
     * @param connections live connections
     * @param goal what the plan says it will have
     * @param donor whether it gives or takes
     * @param serving whether the Service's EndpointSlice publishes it
     */
    record NodeNow(String pod, long connections, long goal, boolean donor, boolean serving) {}

    List<String> out() {
        return nodes.stream().filter(node -> !node.serving()).map(NodeNow::pod).toList();
    }
}
