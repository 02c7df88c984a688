package dev.evenkeel.simulator;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The endpoints of rebalance and evacuation. */
final class RebalanceRoutes {

    /** How long EMQX waits for nodes that do not answer since 5.9; measured on 5.10.3 with a stopped process. */
    private static final Duration CALL_PATIENCE = Duration.ofSeconds(15);

    private static final Duration GLOBAL_STATUS_PATIENCE = Duration.ofSeconds(45);

    /** A local status, and before 5.9 everything, waits without a limit. */
    private static final Duration FOR_EVER = Duration.ofDays(365);

    private final World world;
    private final Dialect dialect;
    private final String root;
    private final StatusPages pages;

    RebalanceRoutes(World world) {
        this.world = world;
        this.dialect = world.dialect();
        this.root = dialect.root() + "/load_rebalance";
        this.pages = new StatusPages(world);
    }

    /** None in a release that has no rebalance. */
    List<Route> routes() {
        if (!world.release().rebalances()) {
            return List.of();
        }
        Route availability = world.release().publicAvailabilityCheck()
                ? Route.open("GET", root + "/availability_check", this::availability)
                : Route.reader(root + "/availability_check", this::availability);
        boolean limited = world.release().rpcTimeouts();
        Duration patience = limited ? CALL_PATIENCE : FOR_EVER;
        Duration statusPatience = limited ? GLOBAL_STATUS_PATIENCE : FOR_EVER;
        return List.of(
                Route.reader(root + "/status", this::status).waiting(this::coordinatorBusy, FOR_EVER),
                Route.reader(root + "/global_status", this::globalStatus)
                        .waiting(world::someNodeFrozen, statusPatience),
                availability,
                Route.reader(dialect.root() + "/node_eviction/status", call -> Reply.ok(pages.agent(call.asked()))),
                Route.writer(root + "/:node/start", this::start).waiting(this::startBlocked, patience),
                Route.writer(root + "/:node/stop", this::stop).waiting(this::stopBlocked, patience),
                Route.writer(root + "/:node/evacuation/start", this::startEvacuation)
                        .waiting(this::nodeFrozen, patience),
                Route.writer(root + "/:node/evacuation/stop", this::stopEvacuation)
                        .waiting(this::nodeFrozen, patience));
    }

    private Reply status(Call call) {
        return call.asked()
                .takeCrashEcho(world.timeline().now())
                .map(dialect::crashed)
                .orElseGet(() -> Reply.ok(pages.status(call.asked())));
    }

    private Reply globalStatus(Call call) {
        return Reply.ok(pages.globalStatus(!world.faultState().takePartialGlobalStatus()));
    }

    private Reply availability(Call call) {
        return dialect.availability(!call.asked().takenOut());
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
            Map<String, Object> body = dialect.rebalance(call.body());
            Node coordinator = running(call);
            if (coordinator.frozen) {
                coordinator.mailbox.add(() -> tryStart(call));
                throw timeout(coordinator);
            }
            if (StartParameters.of(body).nodes().isEmpty() && world.someNodeFrozen(call)) {
                throw timeout(coordinator);
            }
            world.rebalances().start(coordinator, body);
            world.ledger()
                    .started(
                            coordinator.name,
                            call.body(),
                            world.rebalances().running().size() - 1);
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
            Map<String, Object> body = dialect.evacuation(call.body());
            world.rebalances().startEvacuation(answering(call), body);
        });
    }

    private Reply stopEvacuation(Call call) {
        return attempt(refusal -> {}, () -> world.rebalances().stopEvacuation(answering(call)));
    }

    private Reply attempt(Consumer<Refusal> refused, Runnable action) {
        try {
            action.run();
            return dialect.done();
        } catch (Refusal refusal) {
            refused.accept(refusal);
            return dialect.refused(refusal);
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
        return Refusal.rpcError(node.name, "timeout");
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
        if (!world.someNodeFrozen(call)) {
            return false;
        }
        try {
            StartParameters parameters = StartParameters.of(dialect.rebalance(call.body()));
            return nodeFrozen(call)
                    || world.rebalances().participants(parameters).stream()
                            .anyMatch(node -> node.running() && node.frozen);
        } catch (Refusal unreadable) {
            return false;
        }
    }
}
