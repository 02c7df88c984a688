package dev.evenkeel.e2e.kubernetes;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Which node of a bench lives in which pod. A StatefulSet's pods say it by their ordinal; replicants' pods have names of
 * chance, and each takes the first node that is free.
 */
final class Seats {
    private final EmqxObjects objects;
    private final int size;
    private final Map<Integer, String> replicants = new HashMap<>();

    /** @param size of the cluster, cores included */
    Seats(EmqxObjects objects, int size) {
        this.objects = objects;
        this.size = size;
    }

    /** The index of a pod's node. */
    synchronized int of(String pod) {
        if (!objects.replicant(pod)) {
            return Integer.parseInt(pod.substring(pod.lastIndexOf('-') + 1));
        }
        return replicants.entrySet().stream()
                .filter(seat -> seat.getValue().equals(pod))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseGet(() -> take(pod));
    }

    private int take(String pod) {
        int free = IntStream.range(objects.cores(), size)
                .filter(seat -> !replicants.containsKey(seat))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no node is left for pod " + pod));
        replicants.put(free, pod);
        return free;
    }

    synchronized void leave(String pod) {
        replicants.values().remove(pod);
    }

    /** The pod of a node's index; replicants' must have come. */
    synchronized String pod(int index) {
        return objects.cores() == 0 || index < objects.cores()
                ? objects.statefulSetName() + "-" + index
                : replicants.getOrDefault(index, "none");
    }
}
