package dev.evenkeel.emqx;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import okhttp3.Dns;

/**
 * The system's resolver with a limit of ours: its own is 5 s a server and more, and a thread in it cannot be
 * interrupted. Addresses of pods never come here, names of clusters outside Kubernetes do.
 */
final class BoundedDns implements Dns, AutoCloseable {
    private final Duration limit;
    private final ExecutorService lookups = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "emqx-dns");
        thread.setDaemon(true);
        return thread;
    });

    BoundedDns(Duration limit) {
        this.limit = limit;
    }

    @Override
    public List<InetAddress> lookup(String host) throws UnknownHostException {
        Future<List<InetAddress>> answer = lookups.submit(() -> Dns.SYSTEM.lookup(host));
        try {
            return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException slow) {
            throw unknown(host + ": no answer from DNS within " + limit.toMillis() + " ms", slow);
        } catch (ExecutionException failed) {
            throw unknown(host + ": name not known", failed.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw unknown(host + ": interrupted", interrupted);
        }
    }

    private static UnknownHostException unknown(String message, Throwable cause) {
        UnknownHostException unknown = new UnknownHostException(message);
        unknown.initCause(cause);
        return unknown;
    }

    @Override
    public void close() {
        lookups.shutdownNow();
    }
}
