package dev.evenkeel.simulator;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The endpoints of rebalance and evacuation. */
final class RebalanceRoutes {
    private static final String ROOT = "/api/v5/load_rebalance";
    /** How long EMQX waits for nodes that do not answer; measured on 5.10.3 with a stopped process. */
    private static final Duration CALL_PATIENCE = Duration.ofSeconds(15);

    private static final Duration GLOBAL_STATUS_PATIENCE = Duration.ofSeconds(45);
    /** A local status waits for its coordinator without a limit. */
    private static final Duration FOR_EVER = Duration.ofDays(365);

    private final World world;
    private final StatusPages pages;

    RebalanceRoutes(World world) {
        this.world = world;
        this.pages = new StatusPages(world);
    }

    List<Route> routes() {
        Route availability = world.release().publicAvailabilityCheck()
                ? Route.open("GET", ROOT + "/availability_check", this::availability)
                : Route.reader(ROOT + "/availability_check", this::availability);
        return List.of(
                Route.reader(ROOT + "/status", this::status).waiting(this::coordinatorBusy, FOR_EVER),
                Route.reader(ROOT + "/global_status", this::globalStatus)
                        .waiting(call -> someNodeFrozen(), GLOBAL_STATUS_PATIENCE),
                availability,
                Route.reader("/api/v5/node_eviction/status", call -> Reply.ok(pages.agent(call.asked()))),
                Route.writer(ROOT + "/:node/start", this::start).waiting(this::startBlocked, CALL_PATIENCE),
                Route.writer(ROOT + "/:node/stop", this::stop).waiting(this::stopBlocked, CALL_PATIENCE),
                Route.writer(ROOT + "/:node/evacuation/start", this::startEvacuation)
                        .waiting(this::nodeFrozen, CALL_PATIENCE),
                Route.writer(ROOT + "/:node/evacuation/stop", this::stopEvacuation)
                        .waiting(this::nodeFrozen, CALL_PATIENCE));
    }

    private Reply status(Call call) {
        return call.asked()
                .takeCrashEcho(world.timeline().now())
                .map(report -> Reply.error(500, "INTERNAL_ERROR", report))
                .orElseGet(() -> Reply.ok(pages.status(call.asked())));
    }

    private Reply globalStatus(Call call) {
        return Reply.ok(pages.globalStatus(!world.faultState().takePartialGlobalStatus()));
    }

    private Reply availability(Call call) {
        return call.asked().agent().enabled()
                ? Reply.error(503, "NODE_EVACUATING", "Node Evacuating")
                : Reply.ok(Json.MAPPER.createObjectNode());
    }

    /** Starts, or lets one of the faults decide what becomes of the start and of its reply. */
    private Reply start(Call call) {
        FaultState faults = world.faultState();
        if (faults.takeLoseNextStart()) {
            return Reply.NONE;
        }
        Optional<Duration> delay = faults.takeDelayNextStart();
        if (delay.isPresent()) {
            world.timeline().after(delay.get(), () -> tryStart(call));
            return Reply.NONE;
        }
        boolean dropReply = faults.takeDropNextStartReply();
        Reply reply = tryStart(call);
        return dropReply ? Reply.NONE : reply;
    }

    private Reply tryStart(Call call) {
        return attempt(world.ledger()::startRefused, () -> {
            Map<String, Object> body = world.rebalances().readRebalance(call.body());
            Node coordinator = running(call);
            if (coordinator.frozen) {
                coordinator.mailbox.add(() -> tryStart(call));
                throw timeout(coordinator);
            }
            if (StartParameters.of(body).nodes().isEmpty() && someNodeFrozen()) {
                throw timeout(coordinator);
            }
            world.rebalances().start(coordinator, body);
            world.ledger().started(coordinator.name, call.body());
        });
    }

    private Reply stop(Call call) {
        return attempt(refusal -> {}, () -> {
            Node coordinator = running(call);
            if (stopBlocked(call)) {
                coordinator.mailbox.add(() -> stop(call));
                throw timeout(coordinator);
            }
            world.rebalances().stop(coordinator);
            world.ledger().stopped(coordinator.name);
        });
    }

    private Reply startEvacuation(Call call) {
        return attempt(refusal -> {}, () -> {
            Map<String, Object> body = world.rebalances().readEvacuation(call.body());
            world.rebalances().startEvacuation(answering(call), body);
        });
    }

    private Reply stopEvacuation(Call call) {
        return attempt(refusal -> {}, () -> world.rebalances().stopEvacuation(answering(call)));
    }

    private static Reply attempt(Consumer<Refusal> refused, Runnable action) {
        try {
            action.run();
            return Reply.DONE;
        } catch (Refusal refusal) {
            refused.accept(refusal);
            return Reply.refused(refusal);
        }
    }

    private Node running(Call call) {
        return world.node(call.nodeInPath())
                .filter(Node::running)
                .orElseThrow(() -> Refusal.nodeNotFound(call.nodeInPath()));
    }

    private Node answering(Call call) {
        Node node = running(call);
        if (node.frozen) {
            throw timeout(node);
        }
        return node;
    }

    private static Refusal timeout(Node node) {
        return Refusal.rpcError("RPC error on node '" + node.name + "': timeout");
    }

    private boolean someNodeFrozen() {
        return world.nodes().stream().anyMatch(node -> node.running() && node.frozen);
    }

    private boolean nodeFrozen(Call call) {
        return world.node(call.nodeInPath())
                .filter(node -> node.running() && node.frozen)
                .isPresent();
    }

    private boolean coordinatorBusy(Call call) {
        return world.rebalances()
                .drainedBy(call.asked())
                .filter(one -> one.coordinator.frozen || one.callPending())
                .isPresent();
    }

    private boolean stopBlocked(Call call) {
        boolean busy = world.node(call.nodeInPath())
                .flatMap(world.rebalances()::coordinatedBy)
                .filter(Rebalance::callPending)
                .isPresent();
        return busy || nodeFrozen(call);
    }

    /** A start waits for every node that it counts; a body that cannot be read waits for nobody. */
    private boolean startBlocked(Call call) {
        if (!someNodeFrozen()) {
            return false;
        }
        try {
            StartParameters parameters = StartParameters.of(world.rebalances().readRebalance(call.body()));
            return nodeFrozen(call)
                    || world.rebalances().participants(parameters).stream()
                            .anyMatch(node -> node.running() && node.frozen);
        } catch (Refusal unreadable) {
            return false;
        }
    }
}
