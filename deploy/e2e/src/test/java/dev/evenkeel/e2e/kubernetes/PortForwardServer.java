package dev.evenkeel.e2e.kubernetes;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/**
 * The side of a kubelet that the API server hands port forwards to: {@code /portForward/NAMESPACE/POD?port=PORT} over
 * TLS, as a WebSocket of protocol {@code v4.channel.k8s.io}. Each message begins with its channel: 0 is the port's data,
 * 1 its error; the first message in each holds the port, in two bytes, the lower one first.
 *
 * <p>The API server asks for no certificate that it could check.
 */
final class PortForwardServer implements AutoCloseable {
    /** Of the address range that the tests' network namespace has; nobody's pod. */
    static final String ADDRESS = "10.244.0.1";

    private static final String PROTOCOL = "v4.channel.k8s.io";
    private static final Pattern REQUEST =
            Pattern.compile("GET /portForward/([^/]+)/([^/?]+)\\?(?:.*&)?port=(\\d+)(?:&\\S*)? HTTP/1\\.1");
    private static final int DATA = 0;
    private static final int ERROR = 1;

    private final Function<String, Optional<String>> addressOf;
    private final SSLServerSocket listener;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger forwarded = new AtomicInteger();
    private final AtomicInteger connected = new AtomicInteger();

    /** @param addressOf where the processes of a pod really listen, by the pod's name */
    PortForwardServer(Function<String, Optional<String>> addressOf) {
        this.addressOf = addressOf;
        try {
            listener = (SSLServerSocket) Tls.CONTEXT.getServerSocketFactory().createServerSocket();
            listener.bind(new InetSocketAddress(InetAddress.getByName(ADDRESS), 0));
        } catch (IOException unable) {
            throw new UncheckedIOException(unable);
        }
        start("kubelet-forwards", this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** How many connections were handed to pods. */
    int forwarded() {
        return forwarded.get();
    }

    /** How many connections to pods are open. */
    int connected() {
        return connected.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket caller = listener.accept();
                open.add(caller);
                start("kubelet-forward", () -> serve(caller));
            }
        } catch (IOException closed) {
            // By close().
        }
    }

    private void serve(Socket caller) {
        try (caller) {
            DataInputStream in = new DataInputStream(new BufferedInputStream(caller.getInputStream()));
            String line = line(in);
            Map<String, String> headers = headers(in);
            DataOutputStream out = new DataOutputStream(caller.getOutputStream());
            Matcher request = REQUEST.matcher(line);
            Optional<String> address = request.matches() ? addressOf.apply(request.group(2)) : Optional.empty();
            boolean spoken = headers.getOrDefault("sec-websocket-protocol", "").contains(PROTOCOL);
            if (address.isEmpty() || !spoken) {
                out.writeBytes("HTTP/1.1 " + (spoken ? "404 Not Found" : "400 Bad Request")
                        + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                return;
            }
            out.writeBytes("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Protocol: " + PROTOCOL + "\r\nSec-WebSocket-Accept: "
                    + acceptance(headers.get("sec-websocket-key")) + "\r\n\r\n");
            relay(new Frames(in, out), address.get(), Integer.parseInt(request.group(3)));
        } catch (IOException | GeneralSecurityException gone) {
            // The API server, or the pod, has hung up.
        } finally {
            open.remove(caller);
        }
    }

    private void relay(Frames frames, String address, int port) throws IOException {
        byte[] announced = {(byte) port, (byte) (port >> 8)};
        frames.send(DATA, announced, announced.length);
        frames.send(ERROR, announced, announced.length);
        connected.incrementAndGet();
        try (Socket pod = new Socket(address, port)) {
            open.add(pod);
            forwarded.incrementAndGet();
            start("kubelet-forward-back", () -> back(pod, frames));
            while (true) {
                byte[] message = frames.next();
                if (message.length > 1 && message[0] == DATA) {
                    pod.getOutputStream().write(message, 1, message.length - 1);
                }
            }
        } catch (EOFException ended) {
            frames.end();
        } catch (IOException refused) {
            byte[] words = refused.toString().getBytes(StandardCharsets.UTF_8);
            frames.send(ERROR, words, words.length);
            frames.end();
        } finally {
            connected.decrementAndGet();
            open.removeIf(Socket::isClosed);
        }
    }

    private static void back(Socket pod, Frames frames) {
        try {
            InputStream in = pod.getInputStream();
            byte[] bytes = new byte[16_384];
            for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                frames.send(DATA, bytes, read);
            }
        } catch (IOException gone) {
            // Either side has hung up.
        }
        try {
            frames.end();
        } catch (IOException gone) {
            // It knows already.
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("in the request's head");
            }
            line.append((char) next);
        }
        return line.toString().stripTrailing();
    }

    private static Map<String, String> headers(InputStream in) throws IOException {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(line.substring(0, colon), line.substring(colon + 1).strip());
        }
        return headers;
    }

    private static String acceptance(String key) throws GeneralSecurityException {
        byte[] text = (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII);
        return Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("SHA-1").digest(text));
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException closing) {
            throw new UncheckedIOException(closing);
        }
    }

    /** WebSocket frames, of the server's side. Several threads may send. */
    private static final class Frames {
        private static final int BINARY = 0x82;
        private static final int CLOSE = 0x88;
        private static final int PONG = 0x8a;

        private final DataInputStream in;
        private final DataOutputStream out;

        Frames(DataInputStream in, DataOutputStream out) {
            this.in = in;
            this.out = out;
        }

        /**
         * The next message; nobody here sends one in parts.
         *
         * @throws EOFException where the other side ends it
         */
        byte[] next() throws IOException {
            while (true) {
                int kind = in.readUnsignedByte() & 0xf;
                int second = in.readUnsignedByte();
                int length = second & 0x7f;
                length = length == 126 ? in.readUnsignedShort() : length == 127 ? (int) in.readLong() : length;
                byte[] mask = (second & 0x80) == 0 ? new byte[4] : in.readNBytes(4);
                byte[] payload = in.readNBytes(length);
                for (int at = 0; at < payload.length; at++) {
                    payload[at] ^= mask[at % 4];
                }
                switch (kind) {
                    case 0x1, 0x2 -> {
                        return payload;
                    }
                    case 0x8 -> throw new EOFException("closed by the other side");
                    case 0x9 -> write(PONG, payload);
                    default -> {
                        // A pong.
                    }
                }
            }
        }

        void send(int channel, byte[] bytes, int length) throws IOException {
            byte[] payload = new byte[length + 1];
            payload[0] = (byte) channel;
            System.arraycopy(bytes, 0, payload, 1, length);
            write(BINARY, payload);
        }

        void end() throws IOException {
            write(CLOSE, new byte[] {3, (byte) 232}); // 1000, as it should be
        }

        private synchronized void write(int head, byte[] payload) throws IOException {
            out.writeByte(head);
            if (payload.length < 126) {
                out.writeByte(payload.length);
            } else {
                out.writeByte(126);
                out.writeShort(payload.length);
            }
            out.write(payload);
            out.flush();
        }
    }

    /** A key of its own, which nobody knows. */
    private static final class Tls {
        private static final SSLContext CONTEXT = context();

        private static SSLContext context() {
            try {
                Path folder = Files.createTempDirectory("kubelet");
                Path file = folder.resolve("keys.p12");
                Process made = new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                "kubelet",
                                "-dname",
                                "CN=kubelet",
                                "-keyalg",
                                "EC",
                                "-storetype",
                                "PKCS12",
                                "-storepass",
                                "kubelet",
                                "-keystore",
                                file.toString())
                        .redirectErrorStream(true)
                        .start();
                String said = new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                if (made.waitFor() != 0) {
                    throw new IllegalStateException("no key for the kubelet: " + said);
                }
                KeyStore keys = KeyStore.getInstance(file.toFile(), "kubelet".toCharArray());
                Files.delete(file);
                Files.delete(folder);
                KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
                managers.init(keys, "kubelet".toCharArray());
                SSLContext context = SSLContext.getInstance("TLS");
                context.init(managers.getKeyManagers(), null, null);
                return context;
            } catch (IOException unable) {
                throw new UncheckedIOException(unable);
            } catch (GeneralSecurityException | InterruptedException unable) {
                throw new IllegalStateException(unable);
            }
        }
    }
}
