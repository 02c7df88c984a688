package dev.evenkeel.activity;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.evenkeel.kubernetes.DiscoveredCluster;
import dev.evenkeel.kubernetes.DiscoveredCluster.DiscoveredPod;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class NearestRoutesTest {
    private static final URI AROUND = URI.create("http://127.0.0.1:1");

    private final NearestRoutes routes = new NearestRoutes((cluster, pod) -> Optional.of(AROUND));
    private final AtomicInteger asked = new AtomicInteger();
    private volatile String status = "Node emqx@emqx-0.emqx-headless.mqtt.svc.cluster.local is started\n";
    private HttpServer node;

    @BeforeEach
    void listen() throws IOException {
        node = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        node.createContext("/status", exchange -> {
            asked.incrementAndGet();
            byte[] body = status.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        node.start();
    }

    @AfterEach
    void end() {
        node.stop(0);
    }

    @Test
    void isAPodsOwnAddressWhereThePodAnswersThere() {
        assertThat(route()).isEqualTo(URI.create("http://127.0.0.1:" + port()));
    }

    @Test
    void alsoWhereTheNodeIsNamedByItsAddress() {
        status = "Node emqx@127.0.0.1 is started\n";

        assertThat(route()).isEqualTo(URI.create("http://127.0.0.1:" + port()));
    }

    @Test
    void leadsAroundWhereSomebodyElseAnswers() {
        status = "Node emqx@emqx-10.emqx-headless.mqtt.svc.cluster.local is started\n";

        assertThat(route()).isEqualTo(AROUND);
    }

    @Test
    void leadsAroundWhereSomethingElseAnswers() {
        status = "<html>a router's login page</html>";

        assertThat(route()).isEqualTo(AROUND);
    }

    @Test
    void leadsAroundWhereNobodyAnswersAndDoesNotTryAgain() {
        DiscoveredPod pod = pod(port());
        status = "nobody's";
        routes.to(cluster(pod), pod);

        routes.to(cluster(pod), pod);

        assertThat(asked).hasValue(1);
    }

    @Test
    void leadsAroundWhenAPodThatAnsweredDoesNoMore() {
        DiscoveredPod pod = pod(port());
        URI first = routes.to(cluster(pod), pod).orElseThrow();
        node.stop(0);

        URI second = routes.to(cluster(pod), pod).orElseThrow();

        assertThat(first).isNotEqualTo(AROUND);
        assertThat(second).isEqualTo(AROUND);
    }

    private URI route() {
        DiscoveredPod pod = pod(port());
        return routes.to(cluster(pod), pod).orElseThrow();
    }

    private int port() {
        return node.getAddress().getPort();
    }

    private static DiscoveredCluster cluster(DiscoveredPod pod) {
        return new DiscoveredCluster("mqtt", "emqx", false, List.of(pod), List.of());
    }

    private static DiscoveredPod pod(int port) {
        return new DiscoveredPod(
                "emqx-0", "a", Optional.of("127.0.0.1"), port, true, Optional.empty(), Optional.empty(), Map.of());
    }
}
