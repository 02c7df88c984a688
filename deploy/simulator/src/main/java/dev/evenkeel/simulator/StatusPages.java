package dev.evenkeel.simulator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** What the status requests show of rebalances and evacuations. Keys come and go with the state; means are floats. */
final class StatusPages {
    private final World world;

    StatusPages(World world) {
        this.world = world;
    }

    static String wireName(Enum<?> state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    /** {@code GET load_rebalance/status}: local; only a donor or an evacuating node is enabled. */
    ObjectNode status(Node node) {
        ObjectNode page = object();
        Optional<Rebalance> rebalance = world.rebalances().drainedBy(node);
        Optional<Purge> purge = world.rebalances().purge().filter(one -> one.node == node);
        if (node.evacuation().isPresent()) {
            page.put("process", "evacuation").put("status", "enabled");
            evacuation(page, node.evacuation().get());
        } else if (purge.isPresent()) {
            purge(page.put("process", "purge").put("status", "enabled"), purge.get());
        } else if (rebalance.isPresent()) {
            page.put("process", "rebalance").put("status", "enabled");
            donor(page, node, rebalance.get());
        } else {
            page.put("status", "disabled");
        }
        return page;
    }

    /** {@code GET load_rebalance/global_status}: what all nodes that answer run. */
    ObjectNode globalStatus(boolean withRebalances) {
        ObjectNode page = object();
        ArrayNode rebalances = page.putArray("rebalances");
        if (withRebalances) {
            world.rebalances().running().stream()
                    .filter(one -> one.coordinator.answers() && !one.callPending())
                    .sorted((a, b) -> a.coordinator.index - b.coordinator.index)
                    .forEach(one -> rebalances.add(entry(one)));
        }
        if (world.release().purges()) {
            ArrayNode purges = page.putArray("purges");
            world.rebalances()
                    .purge()
                    .filter(one -> one.node.answers())
                    .ifPresent(one -> purges.add(purge(object().put("node", one.node.name), one)));
        }
        ArrayNode evacuations = page.putArray("evacuations");
        world.nodes().stream()
                .filter(Node::answers)
                .forEach(node -> node.evacuation()
                        .ifPresent(one -> evacuations.add(evacuation(object().put("node", node.name), one))));
        return page;
    }

    /** {@code GET node_eviction/status}: the agent's view. */
    ObjectNode agent(Node node) {
        ObjectNode page = object();
        if (!node.agent().enabled()) {
            return page.put("status", "disabled");
        }
        page.put("status", "enabled")
                .putObject("stats")
                .put("connections", node.live)
                .put("sessions", node.sessions());
        return page;
    }

    private void donor(ObjectNode page, Node node, Rebalance rebalance) {
        page.put("state", wireName(rebalance.state()));
        Rebalance.Initial initial = rebalance.initial(node);
        page.putObject("stats")
                .put("current_disconnected_sessions", node.disconnectedSessions())
                .put("current_sessions", node.sessions())
                .put("initial_sessions", initial.sessions())
                .put("current_connected", node.live)
                .put("initial_connected", initial.connected());
        page.put("coordinator_node", rebalance.coordinator.name);
        names(page.putArray("recipients"), rebalance.recipients);
        mean(page, "disconnected_session_goal", rebalance.recipientSessions());
        mean(page, "connection_goal", rebalance.recipientConnections());
        rates(page, rebalance.parameters);
    }

    private ObjectNode entry(Rebalance rebalance) {
        ObjectNode page = object();
        page.put("node", rebalance.coordinator.name);
        page.put("state", wireName(rebalance.state()));
        page.put("coordinator_node", rebalance.coordinator.name);
        names(page.putArray("donors"), rebalance.donors);
        names(page.putArray("recipients"), rebalance.recipients);
        mean(page, "donor_conn_avg", rebalance.donorConnections());
        mean(page, "donor_sess_avg", rebalance.donorSessions());
        mean(page, "disconnected_session_goal", rebalance.recipientSessions());
        mean(page, "connection_goal", rebalance.recipientConnections());
        rates(page, rebalance.parameters);
        return page;
    }

    private void rates(ObjectNode page, StartParameters parameters) {
        boolean timeouts = world.release().rpcTimeouts();
        if (timeouts) {
            page.put(
                    "session_eviction_rpc_timeout",
                    parameters.sessionRpcTimeout().toMillis());
        }
        page.put("session_eviction_rate", parameters.pace().sessions());
        if (timeouts) {
            page.put(
                    "connection_eviction_rpc_timeout",
                    parameters.connectionRpcTimeout().toMillis());
        }
        page.put("connection_eviction_rate", parameters.pace().connections());
    }

    private static ObjectNode evacuation(ObjectNode page, Evacuation evacuation) {
        page.put("state", wireName(evacuation.state()));
        page.putObject("stats")
                .put("current_sessions", evacuation.seenSessions())
                .put("initial_sessions", evacuation.initialSessions)
                .put("current_connected", evacuation.seenConnected())
                .put("initial_connected", evacuation.initialConnected);
        names(page.putArray("session_recipients"), evacuation.recipients());
        page.put("session_goal", 0).put("connection_goal", 0);
        page.put("session_eviction_rate", evacuation.pace.sessions());
        page.put("connection_eviction_rate", evacuation.pace.connections());
        return page;
    }

    private static ObjectNode purge(ObjectNode page, Purge purge) {
        page.put("state", wireName(purge.state()));
        page.put("purge_rate", purge.rate).put("session_goal", 0);
        page.putObject("stats")
                .put("initial_sessions", purge.initialSessions)
                .put("current_sessions", purge.sessions());
        return page;
    }

    private static void mean(ObjectNode page, String name, OptionalDouble value) {
        value.ifPresent(mean -> page.putRawValue(name, new RawValue(ErlangFloat.text(mean))));
    }

    private static void names(ArrayNode array, List<Node> nodes) {
        nodes.forEach(node -> array.add(node.name));
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
