package dev.evenkeel.emqx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.evenkeel.contract.EmqxState;
import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.contract.StartParameters;
import dev.evenkeel.contract.Threshold;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetrofitEmqxClientTest {
    private static final String SECRET = "planted-s3cret";
    private static final String IDLE = "{\"rebalances\":[],\"purges\":[],\"evacuations\":[]}";
    private static final String NODES = """
            [{"node":"emqx@emqx-0.h","version":"5.10.3","role":"core","connections":120,"live_connections":1.0e2,"uptime":151158,
              "node_status":"running","load1":0.07},
             {"node":"emqx@emqx-1.h","role":"replicant","node_status":"stopped"}]""";

    /** Short, so that tests of what hangs are short. */
    private static final EmqxTimeouts QUICK = new EmqxTimeouts(
            Duration.ofMillis(500),
            Duration.ofMillis(400),
            Duration.ofMillis(500),
            Duration.ofMillis(1200),
            Duration.ofMillis(300),
            Duration.ofMillis(900),
            Duration.ofSeconds(10),
            Duration.ofSeconds(60));

    private final List<AutoCloseable> open = new ArrayList<>();
    private final RetrofitEmqxClients clients = keep(new RetrofitEmqxClients(QUICK));

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable closeable : open) {
            closeable.close();
        }
    }

    private <T extends AutoCloseable> T keep(T closeable) {
        open.add(closeable);
        return closeable;
    }

    private FakeNode node() {
        return keep(new FakeNode());
    }

    private EmqxClient client(EntryPoint... entryPoints) {
        return clients.open("mqtt/emqx", List.of(entryPoints), new Credentials("realkey", () -> SECRET));
    }

    private static EmqxException failure(Runnable asked) {
        return catchThrowableOfType(EmqxException.class, asked::run);
    }

    private static final StartParameters PARAMETERS = new StartParameters(
            50, 60, Duration.ofSeconds(5), Duration.ZERO, new Threshold(10, 1.05), new Threshold(20, 1.1));

    private static EmqxClient.StartAnswer start(EmqxClient client) {
        return client.start("a@1", List.of("a@1", "b@1"), PARAMETERS);
    }

    private static EntryPoint nobody() {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new EntryPoint(
                    Optional.empty(), Optional.empty(), URI.create("http://127.0.0.1:" + free.getLocalPort()));
        } catch (IOException impossible) {
            throw new IllegalStateException("no free port on loopback", impossible);
        }
    }

    @Test
    void readsNodes() {
        FakeNode node = node().says("/nodes", 200, NODES);

        assertThat(client(node.entry()).nodes())
                .containsExactly(
                        new EmqxNode(
                                "emqx@emqx-0.h",
                                true,
                                true,
                                "5.10.3",
                                100,
                                120,
                                Optional.of(Duration.ofMillis(151_158))),
                        new EmqxNode("emqx@emqx-1.h", false, false, "", 0, 0, Optional.empty()));
        String basic = Base64.getEncoder().encodeToString(("realkey:" + SECRET).getBytes(StandardCharsets.UTF_8));
        assertThat(node.seen().get(0).path()).isEqualTo("/api/v5/nodes");
        assertThat(node.seen().get(0).authorization()).contains("Basic " + basic);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1800.0", "1.8e3", "1.8E+3", "1800"})
    void readsAveragesInEveryNumberForm(String number) {
        FakeNode node = node().says("/global_status", 200, """
                        {"rebalances":[{"node":"a@1","coordinator_node":"a@1","state":"evicting_conns","donors":["b@1"],
                          "recipients":["c@1"],"donor_conn_avg":NUMBER,"connection_goal":33.333,
                          "connection_eviction_rate":10,"session_eviction_rate":20}],"evacuations":[]}""".replace("NUMBER", number));

        GlobalStatus.Rebalance rebalance = client(node.entryOf("a@1"))
                .globalStatus("a@1")
                .coordinatedBy("a@1")
                .orElseThrow();

        assertThat(rebalance.donorAverage()).hasValue(1800);
        assertThat(rebalance.recipientAverage()).hasValue(33.333);
        assertThat(rebalance.state()).isEqualTo(EmqxState.EVICTING_CONNS);
        assertThat(rebalance.connEvictRate()).isEqualTo(10);
    }

    @Test
    void takesEveryKeyOfARebalanceAsOptional() {
        FakeNode node = node().says("/global_status", 200, """
                        {"rebalances":[{"node":"a@1","state":"wait_takeover"}],
                         "evacuations":[{"node":"b@1","state":"prohibiting"}],"purges":[{"node":"c@1"}],"new":1}""");

        GlobalStatus status = client(node.entryOf("a@1")).globalStatus("");

        assertThat(status.rebalances().get(0).coordinator()).isEqualTo("a@1");
        assertThat(status.rebalances().get(0).donorAverage()).isEmpty();
        assertThat(status.evacuating()).containsExactly("b@1");
        assertThat(status.purging()).containsExactly("c@1");
        assertThat(status.answeredBy()).contains("a@1");
    }

    @Test
    void asksTheCoordinatorFirst() {
        FakeNode a = node().says("/global_status", 200, IDLE);
        FakeNode b = node().says("/global_status", 200, IDLE);

        GlobalStatus status = client(a.entryOf("a@1"), b.entryOf("b@1")).globalStatus("b@1");

        assertThat(status.answeredBy()).contains("b@1");
        assertThat(a.seen()).isEmpty();
    }

    @Test
    void learnsWhoAnsweredFromTheStatusPageAndAsksOnce() {
        FakeNode a = node().says("/global_status", 200, IDLE).isCalled("a@1");
        EmqxClient client = client(a.entry());

        assertThat(client.globalStatus("").answeredBy()).contains("a@1");
        assertThat(client(a.entry()).globalStatus("a@1").answeredBy()).contains("a@1");
        assertThat(a.seen("/status").stream().filter(seen -> seen.path().equals("/status")))
                .hasSize(1)
                .allSatisfy(seen -> assertThat(seen.authorization()).isEmpty());
    }

    @Test
    void knowsAPodByTheHostInTheNodeName() {
        FakeNode a = node().says("/availability_check", 200, "{}");
        EntryPoint entry = new EntryPoint(Optional.empty(), Optional.of("emqx-0"), a.url());

        assertThat(client(entry).available("emqx@emqx-0.headless.svc")).isTrue();
        assertThat(a.seen("/status")).isEmpty();
    }

    @Test
    void sumsCounters() {
        FakeNode node = node().says("/metrics", 200, """
                        [{"node":"a@1","client.connected":10,"client.disconnected":3,"packets.connect.received":12,
                          "packets.connack.error":2},
                         {"node":"b@1","client.connected":5,"client.disconnected":1},{"node":"c@1"}]""");

        assertThat(client(node.entry()).counters())
                .isEqualTo(new ClientCounters(15, 4, Map.of("a@1", 12L), Map.of("a@1", 2L)));
    }

    @Test
    void readsAggregatedCounters() {
        FakeNode node = node().says("/metrics", 200, "{\"client.connected\":10,\"client.disconnected\":3}");

        assertThat(client(node.entry()).counters()).isEqualTo(new ClientCounters(10, 3, Map.of(), Map.of()));
    }

    @Test
    void sendsEveryParameterAndNothingElse() throws IOException {
        FakeNode node = node().says("/start", 200, "{}");

        assertThat(start(client(node.entry()))).isEqualTo(EmqxClient.StartAnswer.STARTED);

        FakeNode.Seen sent = node.seen().get(0);
        assertThat(sent.method()).isEqualTo("POST");
        assertThat(sent.path()).isEqualTo("/api/v5/load_rebalance/a@1/start");
        ObjectMapper json = new ObjectMapper();
        assertThat(json.readTree(sent.body())).isEqualTo(json.readTree("""
                                {"nodes":["a@1","b@1"],"conn_evict_rate":50,"sess_evict_rate":60,"wait_health_check":5,
                                 "wait_takeover":0,"abs_conn_threshold":10,"rel_conn_threshold":1.05,
                                 "abs_sess_threshold":20,"rel_sess_threshold":1.1}"""));
    }

    @Test
    void understandsRefusedStartsAndStops() {
        FakeNode node = node();
        EmqxClient client = client(node.entry());

        node.says("/start", 400, refusal("nothing_to_balance"));
        assertThat(start(client)).isEqualTo(EmqxClient.StartAnswer.NOTHING_TO_BALANCE);
        node.says("/start", 400, refusal("already_started"));
        assertThat(start(client)).isEqualTo(EmqxClient.StartAnswer.ALREADY_STARTED);
        node.says("/start", 400, refusal("eviction_agent_busy"));
        assertThat(failure(() -> start(client)).kind()).isEqualTo(FailureKind.EMQX_BUSY);
        node.says("/stop", 400, refusal("not_started"));
        assertThat(client.stop("a@1")).isEqualTo(EmqxClient.StopAnswer.NOT_STARTED);
        node.says("/stop", 200, "{}");
        assertThat(client.stop("a@1")).isEqualTo(EmqxClient.StopAnswer.STOPPED);
    }

    private static String refusal(String reason) {
        return "{\"code\":\"BAD_REQUEST\",\"message\":\"error on node 'a@1': " + reason + "\"}";
    }

    @Test
    void tellsTakenNodesFromThoseThatAreDown() {
        FakeNode node = node().says(
                        "/start", 400, "{\"code\":\"NOT_FOUND\",\"message\":\"Nodes unavailable: ['a@1']\"}")
                .says("/global_status", 200, "{\"rebalances\":[],\"evacuations\":[{\"node\":\"a@1\"}]}");

        assertThat(failure(() -> start(client(node.entry()))).kind()).isEqualTo(FailureKind.EMQX_BUSY);

        node.says("/global_status", 200, IDLE);

        assertThat(failure(() -> start(client(node.entry()))).kind()).isEqualTo(FailureKind.EMQX_UNAVAILABLE);
    }

    @Test
    void asksANodesOwnAddressWhetherItIsAvailableAndSendsNoKey() {
        FakeNode a = node().says("/availability_check", 200, "{}");
        FakeNode b = node().says(
                        "/availability_check", 503, "{\"code\":\"NODE_EVACUATING\",\"message\":\"Node Evacuating\"}");
        EmqxClient client = client(a.entryOf("a@1"), b.entryOf("b@1"));

        assertThat(client.available("a@1")).isTrue();
        assertThat(client.available("b@1")).isFalse();
        assertThat(a.seen()).hasSize(1);
        assertThat(Stream.concat(a.seen().stream(), b.seen().stream()))
                .allSatisfy(seen -> assertThat(seen.authorization()).isEmpty());
    }

    @Test
    void findsANodesAddressByAskingThoseThatAreUnknown() {
        FakeNode a = node().isCalled("a@1");
        FakeNode b = node().isCalled("b@1").says("/availability_check", 200, "{}");

        assertThat(client(a.entry(), b.entry()).available("b@1")).isTrue();
        assertThat(a.seen("/availability_check")).isEmpty();
    }

    @Test
    void namesANodeWhoseAddressIsNotKnown() {
        FakeNode a = node().says("/availability_check", 200, "{}");

        EmqxException failure = failure(() -> client(a.entryOf("a@1")).available("z@9"));

        assertThat(failure.kind()).isEqualTo(FailureKind.EMQX_UNAVAILABLE);
        assertThat(failure).hasMessageContaining("z@9");
        assertThat(a.seen()).isEmpty();
    }

    @Test
    void aNodeThatIsNoDonorAndAnswers503IsNotAvailableNorUnavailable() {
        FakeNode a = node().says("/availability_check", 503, "text/plain", "no upstream");

        assertThat(failure(() -> client(a.entryOf("a@1")).available("a@1")).kind())
                .isEqualTo(FailureKind.EMQX_UNAVAILABLE);
    }

    @Test
    void goesOnToTheNextEntryPointAndStaysThere() {
        FakeNode a = node().says("/nodes", 500, "Unsupported code 'RPC_ERROR', message <<\"timeout\">>");
        FakeNode b = node().says("/nodes", 200, NODES);
        EmqxClient client = client(nobody(), a.entry(), b.entry());

        assertThat(client.nodes()).hasSize(2);
        assertThat(client.nodes()).hasSize(2);
        assertThat(a.seen()).hasSize(1);
        assertThat(b.seen()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "not json",
                "{}",
                "{\"node\":1}",
                "[{}]",
                "[null]",
                "null",
                "",
                "[] []",
                "[{\"node\":\"a@1\",",
                "[{\"node\":\"a@1\",\"node_status\":\"running\"}]",
                "[{\"node\":\"a@1\",\"node_status\":\"running\",\"connections\":1,\"live_connections\":1e400}]",
                "[{\"node\":\"a@1\",\"node_status\":\"running\",\"connections\":1,\"live_connections\":{}}]"
            })
    void whatCannotBeReadIsNoAnswer(String body) {
        FakeNode a = node().says("/nodes", 200, body);
        FakeNode b = node().says("/nodes", 200, NODES);

        assertThat(client(a.entry(), b.entry()).nodes()).hasSize(2);
        assertThat(failure(() -> client(a.entry()).nodes()).kind()).isEqualTo(FailureKind.EMQX_UNAVAILABLE);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 405, 302})
    void aRefusalIsAnAnswer(int status) {
        FakeNode a = node().says("/nodes", status, "{\"code\":\"X\",\"message\":\"no\"}", Map.of("Location", "/x"));
        FakeNode b = node().says("/nodes", 200, NODES);
        boolean goesOn = status == 404;

        if (goesOn) {
            // With a code of EMQX's own it says that a node is down.
            assertThat(client(a.entry(), b.entry()).nodes()).hasSize(2);
        } else {
            assertThatThrownBy(() -> client(a.entry(), b.entry()).nodes()).isInstanceOf(EmqxException.class);
            assertThat(b.seen()).isEmpty();
        }
    }

    @Test
    void saysThatThereIsNoRebalanceApi() {
        FakeNode a = node();

        assertThat(failure(() -> client(a.entry()).globalStatus("")).kind()).isEqualTo(FailureKind.EMQX_NOT_SUPPORTED);
    }

    @Test
    void aHugeAnswerIsNoAnswer() {
        FakeNode a = node().says("/nodes", 200, "[\"" + "x".repeat((int) BodyLimit.BYTES_MAX) + "\"]");

        assertThat(failure(() -> client(a.entry()).nodes())).hasMessageContaining("longer than");
    }

    @Test
    void aClusterThatHangsIsGivenUpInTime() {
        EmqxClient client = client(
                node().hangs().entry(), node().hangs().entry(), node().hangs().entry());
        long began = System.nanoTime();

        EmqxException failure = failure(client::nodes);

        assertThat(failure.kind()).isEqualTo(FailureKind.EMQX_UNAVAILABLE);
        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .isLessThan(QUICK.allReads().plusMillis(300));
    }

    @Test
    void goesRoundANodeThatHangs() {
        FakeNode hung = node().hangs();
        FakeNode b = node().says("/nodes", 200, NODES);
        EmqxClient client = client(hung.entry(), b.entry());

        assertThat(client.nodes()).hasSize(2);
        assertThat(client.nodes()).hasSize(2);
        assertThat(hung.seen()).hasSize(1);
    }

    @Test
    void startsAtTheNextEntryPointOnlyWhereNothingWasSent() {
        FakeNode b = node().says("/start", 200, "{}");

        assertThat(start(client(nobody(), b.entry()))).isEqualTo(EmqxClient.StartAnswer.STARTED);
        assertThat(b.seen()).hasSize(1);
    }

    @Test
    void saysThatNothingWasSent() {
        assertThat(failure(() -> start(client(nobody(), nobody()))).kind()).isEqualTo(FailureKind.EMQX_UNAVAILABLE);
    }

    @Test
    void sendsAStartOnceThoughItsAnswerIsLost() throws IOException {
        try (Dropper dropper = new Dropper()) {
            FakeNode b = node().says("/start", 200, "{}");

            EmqxException failure = failure(() -> start(client(dropper.entry(), b.entry())));

            assertThat(failure.kind()).isEqualTo(FailureKind.EMQX_OUTCOME_UNKNOWN);
            assertThat(dropper.requests()).isEqualTo(1);
            assertThat(b.seen()).isEmpty();
        }
    }

    @Test
    void sendsAStopOnceThoughItsAnswerIsLate() {
        FakeNode hung = node().hangs();
        FakeNode b = node().says("/stop", 200, "{}");

        assertThat(failure(() -> client(hung.entry(), b.entry()).stop("a@1")).kind())
                .isEqualTo(FailureKind.EMQX_OUTCOME_UNKNOWN);
        assertThat(hung.seen()).hasSize(1);
        assertThat(b.seen()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 500, 502, 503, 504})
    void sendsAStartOnceThoughItIsToldToRepeat(int status) {
        FakeNode a = node().says("/start", status, "{}", Map.of("Retry-After", "0"));

        assertThat(failure(() -> start(client(a.entry()))).kind()).isEqualTo(FailureKind.EMQX_OUTCOME_UNKNOWN);
        assertThat(a.seen()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 308})
    void followsNoRedirect(int status) {
        FakeNode elsewhere = node().says("/start", 200, "{}").says("/nodes", 200, NODES);
        Map<String, String> location = Map.of("Location", elsewhere.url() + "/api/v5/nodes");
        FakeNode a = node().says("/start", status, "", location).says("/nodes", status, "", location);

        assertThat(failure(() -> client(a.entry()).nodes())).hasMessageContaining("redirect");
        assertThat(failure(() -> start(client(a.entry()))).kind()).isEqualTo(FailureKind.EMQX_NOT_SUPPORTED);
        assertThat(elsewhere.seen()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "<html>welcome</html>", "{"})
    void aStrangeSuccessOfAStartIsNoSuccess(String body) {
        FakeNode a = node().says("/start", 200, body);

        assertThat(failure(() -> start(client(a.entry()))).kind()).isEqualTo(FailureKind.EMQX_OUTCOME_UNKNOWN);
    }

    @Test
    void neverTellsTheSecret() {
        String basic = Base64.getEncoder().encodeToString(("realkey:" + SECRET).getBytes(StandardCharsets.UTF_8));
        String echo = "you sent " + SECRET + " and " + basic;
        Map<String, String> headers = Map.of("X-Echo", echo, "Location", "http://x/" + SECRET);
        List<Throwable> failures = new ArrayList<>();
        for (int status : new int[] {200, 302, 400, 401, 403, 404, 500, 503}) {
            FakeNode a = node().says("/nodes", status, echo, headers)
                    .says("/start", status, "{\"code\":\"BAD_REQUEST\",\"message\":\"" + echo + "\"}", headers)
                    .says("/stop", status, echo, headers)
                    .says("/availability_check", status == 200 ? 418 : status, echo, headers);
            EmqxClient client = client(a.entryOf("a@1"));
            failures.add(failure(client::nodes));
            if (status != 200) {
                failures.add(failure(() -> start(client)));
            }
            failures.add(failure(() -> client.stop("a@1")));
        }

        assertThat(failures).allSatisfy(failure -> {
            StringWriter trace = new StringWriter();
            failure.printStackTrace(new PrintWriter(trace));
            assertThat(trace.toString()).doesNotContain(SECRET).doesNotContain(basic);
        });
        assertThat(new Credentials("realkey", () -> SECRET).toString()).doesNotContain(SECRET);
        assertThat(Authorization.of(new Credentials("realkey", () -> SECRET)).toString())
                .doesNotContain(SECRET);
    }

    @Test
    void readsTheSecretAnewForEveryRequest() {
        FakeNode a = node().says("/nodes", 200, NODES);
        AtomicReference<String> secret = new AtomicReference<>("old");
        EmqxClient client = clients.open("c", List.of(a.entry()), new Credentials("k", secret::get));

        client.nodes();
        secret.set("new");
        client.nodes();

        assertThat(a.seen().get(0).authorization()).isNotEqualTo(a.seen().get(1).authorization());
    }

    @Test
    void saysThatTheSecretCannotBeRead() {
        FakeNode a = node();
        EmqxClient client = clients.open("c", List.of(a.entry()), new Credentials("k", () -> {
            throw new IllegalStateException("no such file");
        }));

        assertThat(failure(client::nodes).kind()).isEqualTo(FailureKind.NO_CONNECTION_PROFILE);
        assertThat(a.seen()).isEmpty();
    }

    @Test
    void cutsWhatEmqxSays() {
        FakeNode a = node().says("/nodes", 400, "x".repeat(10_000));

        EmqxException failure = failure(() -> client(a.entryOf("a@1")).nodes());

        assertThat(failure.getMessage())
                .hasSizeLessThan(450)
                .contains("mqtt/emqx", "a@1", "GET /nodes", a.url().toString(), "HTTP 400");
    }

    /** Takes a request whole and closes the connection without a word. */
    private static final class Dropper implements AutoCloseable {
        private final ServerSocket socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        private final AtomicInteger requests = new AtomicInteger();

        Dropper() throws IOException {
            Thread thread = new Thread(this::accept);
            thread.setDaemon(true);
            thread.start();
        }

        private void accept() {
            while (!socket.isClosed()) {
                try (Socket connection = socket.accept()) {
                    InputStream in = connection.getInputStream();
                    if (in.read(new byte[65536]) > 0) {
                        requests.incrementAndGet();
                    }
                } catch (IOException closed) {
                    return;
                }
            }
        }

        int requests() {
            return requests.get();
        }

        EntryPoint entry() {
            return new EntryPoint(
                    Optional.empty(), Optional.empty(), URI.create("http://127.0.0.1:" + socket.getLocalPort()));
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
