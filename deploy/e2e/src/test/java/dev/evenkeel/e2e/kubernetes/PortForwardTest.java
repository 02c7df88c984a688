package dev.evenkeel.e2e.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.kubernetes.DiscoveredCluster;
import dev.evenkeel.kubernetes.DiscoveredCluster.DiscoveredPod;
import dev.evenkeel.kubernetes.Fabric8ClusterDiscovery;
import dev.evenkeel.kubernetes.PortForwards;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What passes through a port forward, and what is left of it. */
@Tag("kubernetes")
@Timeout(120)
final class PortForwardTest {
    @Test
    void leadsToItsOwnPodAndEndsOnBothSides() throws IOException {
        try (KubeBench bench =
                KubeBench.on(RealKubernetes.shared(), "forward").apart().start()) {
            KubernetesClient client = bench.api().admin();
            DiscoveredCluster cluster =
                    new Fabric8ClusterDiscovery(client).discover(bench.namespace(), EmqxObjects.INSTANCE);
            Socket left;
            try (PortForwards forwards = new PortForwards(client, InstantSource.system())) {
                for (DiscoveredPod pod : cluster.pods()) {
                    try (Socket here = open(forwards, cluster, pod)) {
                        assertThat(status(here)).contains("Node " + bench.nodeOf(pod.name()) + " is started");
                        assertThat(status(here))
                                .as("again, on the same connection")
                                .contains(" is started");
                        assertThat(bench.kubelet().connected()).isEqualTo(1);
                    }
                    awaitNoneOpen(bench);
                }
                left = open(forwards, cluster, cluster.pods().get(0));
                status(left);
            }
            assertThat(left.getInputStream().read()).isEqualTo(-1);
            left.close();
            awaitNoneOpen(bench);
        }
    }

    private static Socket open(PortForwards forwards, DiscoveredCluster cluster, DiscoveredPod pod) throws IOException {
        Socket socket =
                new Socket("127.0.0.1", forwards.to(cluster, pod).orElseThrow().getPort());
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static void awaitNoneOpen(KubeBench bench) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(bench.kubelet().connected()).isZero());
    }

    /** The answer of EMQX, to its last line. */
    private static String status(Socket socket) throws IOException {
        socket.getOutputStream().write("GET /status HTTP/1.1\r\nHost: pod\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        byte[] bytes = new byte[4_096];
        StringBuilder answer = new StringBuilder();
        while (!answer.toString().contains("emqx is running")) {
            int read = socket.getInputStream().read(bytes);
            if (read < 0) {
                throw new IOException("ended after " + answer);
            }
            answer.append(new String(bytes, 0, read, StandardCharsets.UTF_8));
        }
        return answer.toString();
    }
}
