package dev.evenkeel.simulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;

/**
 * The simulator's own endpoints, at every node that is not dead, without credentials, and never subject to faults.
 *
 * <ul>
 *   <li>{@code GET /_sim/state}: nodes, clients and ledger as JSON.
 *   <li>{@code POST /_sim/faults}: one fault, for instance {@code {"fault":"kill","node":"emqx1@127.0.0.1"}}. Faults
 *       are {@code kill}, {@code restart} (with {@code seconds} to boot), {@code hang}, {@code thaw} (with {@code
 *       node}, or {@code "coordinator":true} for that of the running rebalance); {@code slow} (with {@code seconds});
 *       {@code errorRate} (with {@code probability}, {@code status}); {@code unauthorized}, {@code refuseAtRecipients},
 *       {@code partialGlobalStatus} (with {@code on}, the last also with {@code polls}); {@code dropNextStartReply};
 *       {@code loseNextStart}; {@code delayNextStart} (with {@code seconds}); {@code holdIn} (with {@code state}); {@code letGo}; {@code stopBehindOurBack}. Seconds are
 *       EMQX's.
 * </ul>
 */
final class SimulatorRoutes {
    static final String ROOT = "/_sim/";

    private final World world;
    private final Faults faults;

    SimulatorRoutes(World world, Faults faults) {
        this.world = world;
        this.faults = faults;
    }

    List<Route> routes() {
        return List.of(
                Route.open("GET", ROOT + "state", call -> Reply.ok(world.call(this::state))),
                Route.open("POST", ROOT + "faults", this::fault));
    }

    private Reply fault(Call call) {
        try {
            apply(Json.MAPPER.readTree(call.body()), call.asked());
            return Reply.EMPTY;
        } catch (JsonProcessingException | IllegalArgumentException e) {
            return Reply.error(400, "BAD_REQUEST", e.getMessage());
        }
    }

    private void apply(JsonNode order, Node asked) {
        String fault = order.path("fault").asText();
        boolean on = order.path("on").asBoolean(true);
        Duration seconds = Duration.ofMillis(Math.round(order.path("seconds").asDouble() * 1000));
        switch (fault) {
            case "kill" -> kill(victim(order), asked);
            case "restart" -> faults.restart(victim(order), seconds);
            case "hang" -> faults.hang(victim(order));
            case "thaw" -> faults.thaw(victim(order));
            case "slow" -> faults.slow(seconds);
            case "errorRate" ->
                faults.errorRate(
                        order.path("probability").asDouble(),
                        order.path("status").asInt(503));
            case "unauthorized" -> faults.unauthorized(on);
            case "refuseAtRecipients" -> faults.refuseAtRecipients(on);
            case "partialGlobalStatus" ->
                faults.partialGlobalStatus(on ? order.path("polls").asInt(Integer.MAX_VALUE) : 0);
            case "dropNextStartReply" -> faults.dropNextStartReply();
            case "loseNextStart" -> faults.loseNextStart();
            case "delayNextStart" -> faults.delayNextStart(seconds);
            case "holdIn" -> faults.holdIn(order.path("state").asText());
            case "letGo" -> faults.letGo();
            case "stopBehindOurBack" -> faults.stopBehindOurBack();
            default -> throw new IllegalArgumentException("No such fault: '" + fault + "'");
        }
    }

    /** A node that is told to kill itself replies first. */
    private void kill(String victim, Node asked) {
        if (!victim.equals(asked.name)) {
            faults.kill(victim);
            return;
        }
        Thread assassin = new Thread(() -> {
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            faults.kill(victim);
        });
        assassin.setDaemon(true);
        assassin.start();
    }

    private String victim(JsonNode order) {
        if (order.path("coordinator").asBoolean()) {
            return faults.coordinators().stream()
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("No rebalance is running"));
        }
        String name = order.path("node").asText();
        if (world.node(name).isEmpty()) {
            throw new IllegalArgumentException("No node named '" + name + "'");
        }
        return name;
    }

    private ObjectNode state() {
        ObjectNode page = Json.MAPPER.createObjectNode();
        page.put("elapsedSeconds", world.timeline().now().toMillis() / 1000.0);
        for (Node node : world.nodes()) {
            page.withObject("/nodes")
                    .putObject(node.name)
                    .put("alive", node.alive)
                    .put("frozen", node.frozen)
                    .put("live", node.live)
                    .put("sessions", node.sessions())
                    .put("evicting", node.agent().enabled())
                    .put("acceptsClients", world.acceptsClients(node))
                    .put("served", world.loadBalancer().targets().contains(node));
        }
        Totals totals = world.clients().totals();
        page.putObject("clients")
                .put("online", totals.online())
                .put("offline", totals.offline())
                .put("gone", totals.gone())
                .put("evicted", totals.evicted())
                .put("offlinePeak", totals.offlinePeak());
        page.putObject("ledger")
                .put("starts", world.ledger().starts().size())
                .put("stops", world.ledger().stops().size())
                .put("requests", world.ledger().requestsTotal())
                .put("evictionTicks", world.ledger().evictionTicks());
        return page;
    }
}
