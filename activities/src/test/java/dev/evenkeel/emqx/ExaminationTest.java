package dev.evenkeel.emqx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.emqx.ExaminedEmqx.Door;
import dev.evenkeel.emqx.ExaminedEmqx.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExaminationTest {
    private static final String SECRET = "planted-s3cret";
    private static final String NODES = """
            [{"node":"a@1","version":"5.10.3","role":"core","connections":1,"live_connections":1,"node_status":"running"}]""";
    private static final String IDLE = "{\"rebalances\":[],\"purges\":[],\"evacuations\":[]}";
    private static final String NOBODY =
            "{\"code\":\"NOT_FOUND\",\"message\":\"Node not found: doctor@evenkeel.invalid\"}";

    private final FakeNode node = new FakeNode();
    private final RetrofitEmqxClients clients = new RetrofitEmqxClients(new EmqxTimeouts(
            Duration.ofMillis(500),
            Duration.ofMillis(400),
            Duration.ofMillis(500),
            Duration.ofMillis(1200),
            Duration.ofMillis(300),
            Duration.ofMillis(900),
            Duration.ofSeconds(10),
            Duration.ofSeconds(60)));

    @AfterEach
    void close() {
        clients.close();
        node.close();
    }

    private ExaminedEmqx examine(EntryPoint... entryPoints) {
        return clients.open("mqtt/emqx", List.of(entryPoints), new Credentials("key", () -> SECRET))
                .examine(InstantSource.system());
    }

    private FakeNode sound() {
        return node.isCalled("a@1")
                .says("/nodes", 200, NODES)
                .says("/global_status", 200, IDLE)
                .says("/stop", 404, NOBODY);
    }

    @Test
    void findsNoTroubleInASoundCluster() {
        Instant before = Instant.now();
        ExaminedEmqx examined = examine(sound().entry());

        assertThat(examined.trouble()).isEmpty();
        assertThat(examined.nodes().orElseThrow()).extracting(EmqxNode::name).containsExactly("a@1");
        assertThat(examined.status()).isPresent();
        Door door = examined.doors().get(0);
        assertThat(door.node()).contains("a@1");
        assertThat(door.silence()).isEmpty();
        assertThat(door.clock().orElseThrow().shown()).isBetween(before.minusSeconds(2), Instant.now());
    }

    @Test
    void writesNothingButAStopThatNobodyCanObey() {
        examine(sound().entry());

        assertThat(node.seen())
                .filteredOn(request -> !request.method().equals("GET"))
                .extracting(FakeNode.Seen::path)
                .singleElement()
                .satisfies(path -> assertThat(path.replace("%40", "@"))
                        .isEqualTo("/api/v5/load_rebalance/doctor@evenkeel.invalid/stop"));
    }

    @ParameterizedTest
    @CsvSource({
        "/nodes, 401, BAD_API_KEY_OR_SECRET, EMQX_UNAUTHORIZED",
        "/nodes, 403, UNAUTHORIZED_ROLE, EMQX_FORBIDDEN",
        "/stop, 403, UNAUTHORIZED_ROLE, EMQX_FORBIDDEN",
        "/global_status, 500, INTERNAL_ERROR, EMQX_UNAVAILABLE"
    })
    void keepsTheFirstRefusal(String path, int status, String code, FailureKind kind) {
        sound().says(path, status, "{\"code\":\"" + code + "\",\"message\":\"no\"}");

        Trouble trouble = examine(node.entry()).trouble().orElseThrow();

        assertThat(trouble.kind()).isEqualTo(kind);
        assertThat(trouble.message()).contains("HTTP " + status, code).doesNotContain(SECRET);
    }

    @Test
    void tellsAnEmqxWithoutARebalanceApi() {
        node.isCalled("a@1").says("/nodes", 200, NODES);

        ExaminedEmqx examined = examine(node.entry());

        assertThat(examined.nodes()).isPresent();
        assertThat(examined.status()).isEmpty();
        assertThat(examined.trouble().orElseThrow().kind()).isEqualTo(FailureKind.EMQX_NOT_SUPPORTED);
    }

    @Test
    void knocksAtEveryAddressAndAsksTheOneThatAnswers() {
        try (FakeNode silent = new FakeNode().hangs()) {
            ExaminedEmqx examined = examine(silent.entry(), sound().entry());

            assertThat(examined.doors().get(0).silence()).isPresent();
            assertThat(examined.doors().get(1).silence()).isEmpty();
            assertThat(examined.trouble()).isEmpty();
        }
    }

    @Test
    void sendsNoKeyWhereNobodyAnswers() {
        try (FakeNode silent = new FakeNode().hangs()) {
            ExaminedEmqx examined = examine(silent.entry());

            assertThat(examined.nodes()).isEmpty();
            assertThat(examined.trouble()).isEmpty();
            assertThat(silent.seen()).extracting(FakeNode.Seen::authorization).containsOnly(Optional.empty());
        }
    }
}
