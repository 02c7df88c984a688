package dev.evenkeel.prometheus;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;
import okhttp3.ResponseBody;
import retrofit2.Response;
import retrofit2.Retrofit;

/**
 * A client on Retrofit and OkHttp. Calls run on the thread that makes them.
 *
 * <p>Redirects are not followed and the environment's proxy is not used: either would carry the token to somebody else
 * than the address that it is bound to.
 */
public final class RetrofitPrometheusClient implements PrometheusClient, AutoCloseable {
    /** A condition is one of a few series; whoever gets more than this has forgotten to aggregate. */
    static final long BODY_BYTES_MAX = 1L << 20;

    /** Enough to tell one sample from many. */
    private static final int SAMPLES = 10;

    private static final int BAD_QUERY = 400;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_EVALUATED = 422;

    private static final String MASK = "***";

    private final Optional<Bearer> bearer;
    private final Duration limit;
    private final OkHttpClient http;
    private final PrometheusApi api;
    private final ObjectMapper mapper = new ObjectMapper();

    /** A token that Prometheus, or what stands in front of it, asks for. */
    @FunctionalInterface
    public interface Bearer {
        /**
         * The token as it is now.
         *
         * @throws IOException where it cannot be read, in words that do not tell it
         */
        String token() throws IOException;
    }

    /**
     * @param url what stands before {@code /api/v1}
     * @param limit of everything that a query takes
     */
    public RetrofitPrometheusClient(URI url, Optional<Bearer> bearer, Duration limit) {
        this.bearer = bearer;
        this.limit = limit;
        this.http = new OkHttpClient.Builder()
                .proxy(Proxy.NO_PROXY)
                .followRedirects(false)
                .followSslRedirects(false)
                .connectTimeout(limit)
                .readTimeout(limit)
                .writeTimeout(limit)
                .callTimeout(limit)
                .connectionPool(new ConnectionPool(20, 30, TimeUnit.SECONDS))
                .build();
        String base = url.toString();
        this.api = new Retrofit.Builder()
                .baseUrl(base.endsWith("/") ? base : base + "/")
                .client(http)
                .build()
                .create(PrometheusApi.class);
    }

    @Override
    public Answer ask(String query) {
        String token = "";
        try {
            token = bearer.isPresent() ? bearer.get().token() : "";
            Response<ResponseBody> response = api.query(
                            token.isEmpty() ? null : "Bearer " + token, query, limit.toMillis() + "ms", SAMPLES)
                    .execute();
            try (ResponseBody body = response.isSuccessful() ? response.body() : response.errorBody()) {
                return masked(token, answer(response.code(), text(body)));
            }
        } catch (IOException failed) {
            return masked(token, new Answer(Kind.SILENT, "Prometheus does not answer: " + why(failed)));
        }
    }

    private String why(IOException failed) {
        return failed instanceof java.io.InterruptedIOException
                ? "nothing within " + limit.toMillis() + " ms"
                : String.valueOf(failed.getMessage());
    }

    private static String text(ResponseBody body) throws IOException {
        if (body == null) {
            return "";
        }
        if (body.source().request(BODY_BYTES_MAX + 1)) {
            throw new IOException("the answer is longer than " + BODY_BYTES_MAX + " bytes: aggregate, as by max()");
        }
        return body.string();
    }

    private Answer answer(int code, String body) {
        Optional<JsonNode> read = read(body);
        String error = read.map(answer -> answer.path("error").asText("")).orElse("");
        String status = read.map(answer -> answer.path("status").asText("")).orElse("");
        if ((code == BAD_QUERY || code == NOT_EVALUATED) && !error.isEmpty()) {
            return new Answer(Kind.UNUSABLE, "Prometheus refuses the query: " + error);
        }
        if (code == UNAUTHORIZED || code == FORBIDDEN) {
            return new Answer(Kind.SILENT, "Prometheus refuses the worker's token: HTTP " + code);
        }
        if (code / 100 != 2 || !status.equals("success")) {
            return new Answer(
                    Kind.SILENT,
                    "Prometheus answers with " + (code / 100 == 2 ? "something else than its API does" : "HTTP " + code)
                            + (error.isEmpty() ? "" : ": " + error));
        }
        JsonNode data = read.orElseThrow().path("data");
        return judged(data.path("resultType").asText("nothing"), data.path("result"));
    }

    private Optional<JsonNode> read(String body) {
        try {
            return Optional.of(mapper.readTree(body));
        } catch (com.fasterxml.jackson.core.JsonProcessingException noJson) {
            return Optional.empty();
        }
    }

    private static Answer judged(String type, JsonNode result) {
        if (!type.equals("vector")) {
            return new Answer(
                    Kind.UNUSABLE,
                    "the query answers with a " + type + ", and an instant vector is expected, which is empty while the"
                            + " condition does not hold, such as max(x) > 0.9"
                            + (type.equals("scalar") ? "; vector() makes one of a scalar" : ""));
        }
        return result.isEmpty()
                ? new Answer(Kind.NO_SAMPLES, "no sample")
                : new Answer(Kind.SAMPLES, sample(result.get(0)) + (result.size() > 1 ? " and others" : ""));
    }

    /** As Prometheus writes it: {@code up{job="emqx"} 0}. The value first, since long labels are cut. */
    private static String sample(JsonNode sample) {
        String value = sample.path("value").path(1).asText("a histogram");
        List<String> labels = new ArrayList<>();
        sample.path("metric").properties().forEach(label -> {
            if (!label.getKey().equals("__name__")) {
                labels.add(label.getKey() + "=\"" + label.getValue().asText() + "\"");
            }
        });
        String name = sample.path("metric").path("__name__").asText("");
        String series = name + (labels.isEmpty() ? "" : "{" + String.join(", ", labels) + "}");
        return value + (series.isEmpty() ? "" : " of " + series);
    }

    private static Answer masked(String token, Answer answer) {
        return token.isEmpty()
                ? answer
                : new Answer(answer.kind(), answer.words().replace(token, MASK));
    }

    @Override
    public void close() {
        http.dispatcher().cancelAll();
        http.connectionPool().evictAll();
    }
}
