package dev.evenkeel.simulator.kubernetes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

/**
 * What can go wrong with the API server. Controllers and the load balancer go on working meanwhile, as they do in a
 * cluster whose API is unreachable for one client only. Durations are real time.
 */
public final class KubernetesFaults {
    private ApiServer server;
    private boolean unavailable;
    private Duration latency = Duration.ZERO;
    private int conflicts;
    private int failures;
    private String forbidden = "";

    KubernetesFaults() {}

    synchronized void attach(ApiServer newServer) {
        server = newServer;
    }

    /** Every request is answered 503, and watches break. */
    public void unavailable(boolean on) {
        synchronized (this) {
            unavailable = on;
        }
        if (on) {
            server.cutWatches();
        }
    }

    /** Connections are refused, and watches break. */
    public void unreachable(boolean on) {
        if (on) {
            server.shut();
            return;
        }
        try {
            server.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every request takes so much longer; zero ends it. */
    public synchronized void slow(Duration newLatency) {
        latency = newLatency;
    }

    /** The next writes are refused with 409. */
    public synchronized void conflictOnNextWrites(int writes) {
        conflicts = writes;
    }

    /** The next requests, of any kind, are answered 503. */
    public synchronized void failNextRequests(int requests) {
        failures = requests;
    }

    /** Requests such as {@code patch pods} are refused with 403; the empty text ends it. */
    public synchronized void forbid(String verbAndResource) {
        forbidden = verbAndResource;
    }

    /** All watches end now; clients may watch again at once. */
    public void breakWatches() {
        server.cutWatches();
    }

    void suffer(ApiRequest request) {
        sleep();
        synchronized (this) {
            if (unavailable || (failures > 0 && failures-- > 0)) {
                throw ApiError.unavailable();
            }
            if (request.summary().equals(forbidden)) {
                throw ApiError.forbidden(request.verb(), request.resource().named(request.name()));
            }
            if (request.writes() && conflicts > 0) {
                conflicts--;
                throw ApiError.conflict(request.resource().named(request.name()));
            }
        }
    }

    private void sleep() {
        Duration now;
        synchronized (this) {
            now = latency;
        }
        if (now.isZero()) {
            return;
        }
        try {
            Thread.sleep(now.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
