package dev.evenkeel.simulator;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Requests and replies as they went to and fro at a real EMQX 5.10.3 cluster, for tests of the simulator and of whoever
 * reads EMQX's replies. In scenes: each begins with a cluster in a given state and goes on in the order of recording.
 *
 * @param version of the EMQX that was recorded
 */
public record RecordedExchanges(String version, List<Scene> scenes) {
    public RecordedExchanges {
        scenes = List.copyOf(scenes);
    }

    /** The recordings of EMQX 5.10.3. */
    public static RecordedExchanges ofEmqx510() {
        try (InputStream resource = RecordedExchanges.class.getResourceAsStream("exchanges-5.10.json")) {
            return Json.MAPPER.readValue(Objects.requireNonNull(resource), RecordedExchanges.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All exchanges, in order. */
    public Stream<Exchange> all() {
        return scenes.stream().flatMap(scene -> scene.exchanges().stream());
    }

    /** One series of exchanges with one cluster. */
    public record Scene(String scene, String about, Given given, List<Exchange> exchanges) {
        public Scene {
            exchanges = List.copyOf(exchanges);
        }
    }

    /** Counts of the nodes {@code emqx1@127.0.0.1} and so on when the scene began. */
    public record Given(List<Long> connections, List<Long> disconnectedSessions) {
        public Given {
            connections = List.copyOf(connections);
            disconnectedSessions = List.copyOf(disconnectedSessions);
        }
    }

    /**
     * One request and its reply.
     *
     * @param id scene and place, such as {@code E.07}
     * @param faultsBefore what was done to the cluster just before: {@code kill}, {@code restart}, {@code hang} or
     *     {@code thaw} with a node's name, or {@code wait} with seconds
     */
    public record Exchange(String id, String title, List<String> faultsBefore, Request request, Response response) {
        public Exchange {
            faultsBefore = faultsBefore == null ? List.of() : List.copyOf(faultsBefore);
        }
    }

    /**
     * A request.
     *
     * @param asked the node whose API was called
     * @param auth {@code admin}, {@code viewer}, {@code wrongKey}, {@code badBearer} or {@code none}
     * @param body null if there was none
     */
    public record Request(String asked, String method, String path, String auth, String body) {}

    /** A reply; the body is raw, and not always what the content type says. */
    public record Response(int status, String contentType, String body) {}
}
