package dev.evenkeel.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.evenkeel.prometheus.PrometheusClient.Answer;
import dev.evenkeel.prometheus.PrometheusClient.Kind;
import dev.evenkeel.prometheus.RetrofitPrometheusClient.Bearer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
final class RetrofitPrometheusClientTest {
    private static final String SECRET = "t0k3n-of-prometheus";

    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;
    private int code = 200;
    private String body = vector("");
    private String location = "";
    private boolean hangs;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        end.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String form = URLDecoder.decode(
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
                    StandardCharsets.UTF_8);
            seen.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Authorization") + " " + form);
            if (hangs) {
                end.await();
            }
            if (!location.isEmpty()) {
                exchange.getResponseHeaders().set("Location", location);
            }
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(code, bytes.length == 0 ? -1 : bytes.length);
            if (bytes.length > 0) {
                exchange.getResponseBody().write(bytes);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static String vector(String samples) {
        return "{'status':'success','data':{'resultType':'vector','result':[" + samples + "]}}";
    }

    private Answer ask(String query) {
        return ask(query, Optional.of(() -> SECRET), Duration.ofSeconds(5));
    }

    private Answer ask(String query, Optional<Bearer> bearer, Duration limit) {
        body = body.replace('\'', '"');
        URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/prometheus");
        try (RetrofitPrometheusClient client = new RetrofitPrometheusClient(url, bearer, limit)) {
            return client.ask(query);
        }
    }

    @Test
    void asksByAFormUnderTheUrlThatItIsGiven() {
        String longQuery = "max(x) > 0.9 or " + "x".repeat(1_900);

        ask(longQuery);

        assertThat(seen)
                .containsExactly("POST /prometheus/api/v1/query Bearer " + SECRET + " query=" + longQuery
                        + "&timeout=5000ms&limit=10");
    }

    @Test
    void sendsNoTokenWhereThereIsNone() {
        ask("up", Optional.empty(), Duration.ofSeconds(5));

        assertThat(seen).singleElement().asString().contains(" null query=up");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``                                                                         | NO_SAMPLES | no sample
            {'metric':{},'value':[1,'0.95']}                                           | SAMPLES    | 0.95
            {'metric':{'__name__':'up','job':'emqx','pod':'b-1'},'value':[1,'0']}      | SAMPLES    | 0 of up{job="emqx", pod="b-1"}
            {'metric':{'pod':'a'},'value':[1,'2']},{'metric':{'pod':'b'},'value':[1,'3']} | SAMPLES | 2 of {pod="a"} and others
            {'metric':{},'histogram':[1,{}]}                                           | SAMPLES    | a histogram
            """)
    void readsAVector(String samples, Kind kind, String words) {
        body = vector(samples);

        assertThat(ask("x")).isEqualTo(new Answer(kind, words));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            200 | {'status':'success','data':{'resultType':'scalar','result':[1,'1']}} | UNUSABLE | answers with a scalar, and an instant vector is expected
            200 | {'status':'success','data':{'resultType':'matrix','result':[]}}      | UNUSABLE | answers with a matrix, and an instant vector is expected
            200 | {'status':'success','data':{'resultType':'string','result':[1,'a']}} | UNUSABLE | answers with a string, and an instant vector is expected
            400 | {'status':'error','errorType':'bad_data','error':'1:3: parse error'} | UNUSABLE | Prometheus refuses the query: 1:3: parse error
            422 | {'status':'error','errorType':'execution','error':'found duplicate series'} | UNUSABLE | Prometheus refuses the query: found duplicate series
            503 | {'status':'error','errorType':'timeout','error':'query timed out'}   | SILENT   | HTTP 503: query timed out
            502 | <html>Bad Gateway</html>                                             | SILENT   | HTTP 502
            401 | ``                                                                   | SILENT   | refuses the worker's token: HTTP 401
            404 | 404 page not found                                                   | SILENT   | HTTP 404
            400 | what?                                                                | SILENT   | HTTP 400
            200 | <html>Sign in</html>                                                 | SILENT   | something else than its API
            200 | ``                                                                   | SILENT   | something else than its API
            200 | []                                                                   | SILENT   | something else than its API
            """)
    void saysWhatIsWrong(int status, String said, Kind kind, String words) {
        code = status;
        body = said;

        Answer answer = ask("x");

        assertThat(answer.kind()).isEqualTo(kind);
        assertThat(answer.words()).contains(words);
    }

    @Test
    void followsNoRedirect() {
        code = 302;
        body = "";
        location = "http://127.0.0.1:" + server.getAddress().getPort() + "/elsewhere";

        assertThat(ask("x")).isEqualTo(new Answer(Kind.SILENT, "Prometheus answers with HTTP 302"));
        assertThat(seen).hasSize(1);
    }

    @Test
    void waitsNoLongerThanItsLimit() {
        hangs = true;

        assertThat(ask("x", Optional.empty(), Duration.ofMillis(300)))
                .isEqualTo(new Answer(Kind.SILENT, "Prometheus does not answer: nothing within 300 ms"));
    }

    @Test
    void readsNoAnswerWithoutEnd() {
        body = vector("{'metric':{'pod':'" + "x".repeat(1 << 20) + "'},'value':[1,'1']}");

        Answer answer = ask("x");

        assertThat(answer.kind()).isEqualTo(Kind.SILENT);
        assertThat(answer.words()).contains("longer than 1048576 bytes");
    }

    @Test
    void saysNoMoreThanTwoHundredCharacters() {
        body = vector("{'metric':{'pod':'" + "x".repeat(500) + "'},'value':[1,'1']}");

        assertThat(ask("x").words()).hasSize(200).startsWith("1 of {pod=\"xxx").endsWith("…");
    }

    @Test
    void saysNothingOfTheTokenThatPrometheusEchoes() {
        code = 422;
        body = "{'error':'who is " + SECRET + "?'}";

        assertThat(ask("x").words()).isEqualTo("Prometheus refuses the query: who is ***?");
    }

    @Test
    void sendsNothingWithoutTheTokenThatItShouldHave() {
        Bearer unreadable = () -> {
            throw new IOException("file /token cannot be read: NoSuchFileException");
        };

        assertThat(ask("x", Optional.of(unreadable), Duration.ofSeconds(5)))
                .isEqualTo(new Answer(
                        Kind.SILENT, "Prometheus does not answer: file /token cannot be read: NoSuchFileException"));
        assertThat(seen).isEmpty();
    }
}
