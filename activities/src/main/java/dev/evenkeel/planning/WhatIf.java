package dev.evenkeel.planning;

import dev.evenkeel.contract.Assessment;
import dev.evenkeel.contract.Census;
import dev.evenkeel.contract.RebalanceRequest;
import dev.evenkeel.planning.Snapshot.Front;
import dev.evenkeel.planning.Snapshot.Node;
import dev.evenkeel.planning.Snapshot.Out;
import dev.evenkeel.planning.Snapshot.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * Plans for clusters that exist on paper: core nodes of a current EMQX, every client with one session, behind one Service
 * from which pods can be taken by label.
 */
public final class WhatIf {
    private static final String VERSION = "5.10.3";

    /** Any instant: nothing on paper grows old. */
    private static final Instant THEN = Instant.EPOCH;

    private WhatIf() {}

    /**
     * What a run would do there.
     *
     * @param request as for a run
     * @param connections live connections by node; two nodes at least
     * @param connectsPerSecond clients, over the whole cluster, that come by themselves; as many leave
     */
    public static Assessment assess(RebalanceRequest request, List<Long> connections, double connectsPerSecond) {
        Snapshot snapshot = snapshot(connections);
        Course course = new Course(
                Optional.empty(),
                1,
                Optional.empty(),
                Optional.empty(),
                List.of(calm(snapshot, 0, connectsPerSecond), calm(snapshot, 100, connectsPerSecond)),
                false);
        return new Planner(Pace.realTime()).assess(request, request.cluster("default"), snapshot, course);
    }

    private static Census calm(Snapshot snapshot, long second, double connectsPerSecond) {
        Census census = snapshot.census();
        OptionalLong counted = OptionalLong.of(Math.round(connectsPerSecond * second));
        return new Census(
                THEN.plus(Duration.ofSeconds(second)),
                census.connections(),
                census.sessions(),
                counted,
                counted,
                Optional.empty());
    }

    private static Snapshot snapshot(List<Long> connections) {
        return new Snapshot(
                THEN,
                IntStream.range(0, connections.size())
                        .mapToObj(index -> node(index, connections.get(index)))
                        .toList(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Optional.of(new Front(Map.of("on-paper", true), false)),
                Optional.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                Optional.empty());
    }

    private static Node node(int index, long connections) {
        String name = String.format(java.util.Locale.ROOT, "node-%02d", index);
        Pod pod = new Pod(name, true, Out.BY_NOBODY, true);
        return new Node("emqx@" + name, true, true, VERSION, connections, connections, Optional.of(pod));
    }
}
