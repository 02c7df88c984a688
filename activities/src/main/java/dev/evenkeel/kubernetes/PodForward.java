package dev.evenkeel.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.PortForward;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A port of 127.0.0.1 whose every connection is one to a pod, made by the API server.
 *
 * <p>fabric8's own listener is not used: it leaves the way to the pod open, with a thread, when the local side has closed
 * its connection, and it keeps all that ever failed.
 */
final class PodForward implements AutoCloseable {
    private final KubernetesClient client;
    private final String namespace;
    private final String pod;
    private final int podPort;
    private final ServerSocketChannel listener;
    private final Set<Way> ways = ConcurrentHashMap.newKeySet();

    private PodForward(
            KubernetesClient client, String namespace, String pod, int podPort, ServerSocketChannel listener) {
        this.client = client;
        this.namespace = namespace;
        this.pod = pod;
        this.podPort = podPort;
        this.listener = listener;
    }

    static PodForward open(KubernetesClient client, String namespace, String pod, int podPort) throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open()
                .bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0));
        PodForward forward = new PodForward(client, namespace, pod, podPort, listener);
        Thread accepting = new Thread(forward::accept, "forward-" + pod);
        accepting.setDaemon(true);
        accepting.start();
        return forward;
    }

    /** The port of 127.0.0.1. */
    int port() {
        return listener.socket().getLocalPort();
    }

    boolean alive() {
        return listener.isOpen();
    }

    private void accept() {
        try (listener) {
            while (true) {
                lead(listener.accept());
            }
        } catch (IOException closed) {
            // By close(); or it is broken, which the next discovery sees and repairs.
        }
    }

    private void lead(SocketChannel local) throws IOException {
        Way way = new Way(local);
        ways.add(way);
        try {
            way.begin();
        } catch (RuntimeException refused) {
            // One connection's failure: its client sees it closed.
            way.close();
        }
    }

    @Override
    public void close() {
        closeQuietly(listener);
        ways.forEach(Way::end);
    }

    private static void closeQuietly(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception closing) {
            // It was to go anyway.
        }
    }

    /** One connection. Whichever side closes first, the other one is closed after it. */
    private final class Way implements ReadableByteChannel {
        private final SocketChannel local;
        private final CompletableFuture<PortForward> remote = new CompletableFuture<>();

        Way(SocketChannel local) {
            this.local = local;
        }

        void begin() {
            remote.complete(client.pods().inNamespace(namespace).withName(pod).portForward(podPort, this, local));
        }

        @Override
        public int read(ByteBuffer buffer) {
            int bytes = readLocal(buffer);
            if (bytes < 0) {
                end();
            }
            return bytes;
        }

        private int readLocal(ByteBuffer buffer) {
            try {
                return local.read(buffer);
            } catch (IOException gone) {
                return -1;
            }
        }

        @Override
        public boolean isOpen() {
            return local.isOpen();
        }

        /** Of both sides, by this one. */
        void end() {
            close();
            remote.thenAccept(PodForward::closeQuietly);
        }

        /** fabric8 calls it when the remote side has ended. */
        @Override
        public void close() {
            ways.remove(this);
            closeQuietly(local);
        }
    }
}
