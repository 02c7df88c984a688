package dev.evenkeel.simulator;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What any node answers: finds the route, lets faults and frozen nodes have their way, checks credentials, answers. */
final class NodeApi {
    private static final Duration FOR_EVER = Duration.ofDays(365);

    private final World world;
    private final Dialect dialect;
    private final List<Route> routes;

    NodeApi(World world, Faults faults) {
        this.world = world;
        this.dialect = world.dialect();
        this.routes = Stream.of(
                        new RebalanceRoutes(world).routes(),
                        dialect.clusterRoutes(),
                        new SimulatorRoutes(world, faults).routes())
                .flatMap(List::stream)
                .toList();
    }

    Reply answer(Call call) {
        Map<Route, Call> here = routes.stream()
                .filter(route -> route.match(call).isPresent())
                .collect(Collectors.toMap(
                        route -> route, route -> route.match(call).orElseThrow()));
        Optional<Route> route = here.keySet().stream()
                .filter(one -> one.method().equals(call.method()))
                .findFirst();
        if (call.path().startsWith(SimulatorRoutes.ROOT) && route.isPresent()) {
            return route.get().answer().apply(call);
        }
        world.run(() -> world.ledger().requested(call.method(), here.isEmpty() ? "unknown" : anyPath(here)));
        Optional<Reply> illness = sufferFaults(call.asked());
        if (illness.isPresent()) {
            return illness.get();
        }
        if (here.isEmpty()) {
            return dialect.unknownPath();
        }
        return route.map(one -> serve(one, here.get(one)))
                .orElseGet(() -> dialect.wrongMethod(
                        here.keySet().stream().map(Route::method).collect(Collectors.joining(", "))));
    }

    private Reply serve(Route route, Call call) {
        Optional<Reply> refused =
                world.call(() -> dialect.unauthorized(call, route.access(), world.faultState().unauthorized));
        if (refused.isPresent()) {
            return refused.get();
        }
        if (!route.patience().isZero()) {
            world.await(() -> !route.blocked().test(call) || !call.asked().alive, route.patience());
        }
        return world.call(
                () -> call.asked().alive && !world.closed() ? route.answer().apply(call) : Reply.NONE);
    }

    /** What stands before every answer: a dead or frozen node, latency, errors by chance. */
    private Optional<Reply> sufferFaults(Node node) {
        FaultState faults = world.faultState();
        if (world.call(() -> node.frozen)) {
            world.await(() -> !node.frozen, FOR_EVER);
        }
        Duration latency = world.call(() -> world.settings().apiLatency().plus(faults.latency));
        if (!latency.isZero()) {
            world.await(() -> !node.alive, latency);
        }
        return world.call(() -> {
            if (!node.alive || world.closed()) {
                return Optional.of(Reply.NONE);
            }
            if (world.faultDraws().happens(faults.errorProbability)) {
                return Optional.of(Reply.error(faults.errorStatus, "SERVICE_UNAVAILABLE", "simulated failure"));
            }
            return Optional.empty();
        });
    }

    private static String anyPath(Map<Route, Call> here) {
        return here.keySet().iterator().next().path();
    }
}
