package dev.evenkeel.simulator.kubernetes;

import java.util.Map;
import java.util.TreeMap;

/** What was asked of the API server, refused requests included, the controllers' own work excluded. */
public final class RequestCounts {
    private final Map<String, Long> counts = new TreeMap<>();
    private long writes;

    RequestCounts() {}

    /** Requests by verb and resource, such as {@code patch pods} or {@code patch pods/status}. */
    public synchronized Map<String, Long> byVerbAndResource() {
        return Map.copyOf(counts);
    }

    /** Requests of one kind, such as {@code patch pods}. */
    public synchronized long of(String verbAndResource) {
        return counts.getOrDefault(verbAndResource, 0L);
    }

    /** All requests that are no get, list or watch. */
    public synchronized long writes() {
        return writes;
    }

    public synchronized long total() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    public synchronized void reset() {
        counts.clear();
        writes = 0;
    }

    synchronized void count(ApiRequest request) {
        counts.merge(request.summary(), 1L, Long::sum);
        writes += request.writes() ? 1 : 0;
    }
}
