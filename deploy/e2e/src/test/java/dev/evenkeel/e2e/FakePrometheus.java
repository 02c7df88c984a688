package dev.evenkeel.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.evenkeel.prometheus.RetrofitPrometheusClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/** A Prometheus that answers its first question so, its second so, and so on, whatever it is asked. */
final class FakePrometheus implements AutoCloseable {
    private final HttpServer server;
    private final RetrofitPrometheusClient client;
    private final AtomicInteger asked = new AtomicInteger();
    private final IntFunction<Says> script;

    /** What it may say. */
    enum Says {
        CLEAR(200, "{'status':'success','data':{'resultType':'vector','result':[]}}"),
        HOLDS(
                200,
                "{'status':'success','data':{'resultType':'vector','result':[{'metric':{'pod':'broker-7'},"
                        + "'value':[1700000000,'0.97']}]}}"),
        SCALAR(200, "{'status':'success','data':{'resultType':'scalar','result':[1700000000,'1']}}"),
        BAD_QUERY(400, "{'status':'error','errorType':'bad_data','error':'1:5: parse error: unexpected end'}"),
        NOTHING_USEFUL(503, "");

        private final int code;
        private final String body;

        Says(int code, String body) {
            this.code = code;
            this.body = body.replace('\'', '"');
        }
    }

    private FakePrometheus(IntFunction<Says> script) {
        this.script = script;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException noPort) {
            throw new UncheckedIOException(noPort);
        }
        server.createContext("/api/v1/query", this::answer);
        server.start();
        client = new RetrofitPrometheusClient(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
                Optional.empty(),
                Duration.ofSeconds(3));
    }

    /** @param script the answer to each question, which are counted from 0: the first is the assessment's */
    static FakePrometheus saying(IntFunction<Says> script) {
        return new FakePrometheus(script);
    }

    RetrofitPrometheusClient client() {
        return client;
    }

    int asked() {
        return asked.get();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            Says says = script.apply(asked.getAndIncrement());
            byte[] body = says.body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(says.code, body.length == 0 ? -1 : body.length);
            if (body.length > 0) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    @Override
    public void close() {
        client.close();
        server.stop(0);
    }
}
