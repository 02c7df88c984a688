package dev.evenkeel.emqx;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import okhttp3.ResponseBody;
import retrofit2.Call;
import retrofit2.http.Body;
import retrofit2.http.GET;
import retrofit2.http.Header;
import retrofit2.http.Headers;
import retrofit2.http.POST;
import retrofit2.http.Path;
import retrofit2.http.Tag;

/**
 * The HTTP API of EMQX Enterprise 4.4. Base {@code http(s)://<any node>:8081}; the keys are ids and secrets of applications.
 *
 * <p>Its manners:
 *
 * <ul>
 *   <li>Answers come in an envelope, {@code {"code":0,"data":…}}, but for the status, which is the plain object.
 *   <li>What is refused is HTTP 200 with another code and a message: the bare reason, or the parameter.
 *   <li>Counts and waits are whole numbers above zero.
 *   <li>Nodes that are stopped are not listed, none has a role, and before 4.4.19 none tells its live connections.
 *   <li>{@code availability_check} wants a key before 4.4.24, and its body is {@code {}} either way.
 *   <li>HTTP 404 means that there is no such API: it is older than 4.4.12, or speaks another dialect.
 * </ul>
 */
interface EmqxV4Api {
    @GET("api/v4/nodes")
    Call<Envelope<List<Node>>> nodes(@Tag EntryPoint at, @Header("Authorization") String authorization);

    @GET("api/v4/stats")
    Call<Envelope<List<Statistics>>> stats(@Tag EntryPoint at, @Header("Authorization") String authorization);

    @GET("api/v4/metrics")
    Call<Envelope<List<Metrics>>> metrics(@Tag EntryPoint at, @Header("Authorization") String authorization);

    /** As in 5.1: without purges. */
    @GET("api/v4/load_rebalance/global_status")
    Call<EmqxV5Api.Status> globalStatus(@Tag EntryPoint at, @Header("Authorization") String authorization);

    @GET("api/v4/load_rebalance/availability_check")
    Call<ResponseBody> availabilityCheck(@Tag EntryPoint at, @Header("Authorization") String authorization);

    @Headers("Connection: close")
    @POST("api/v4/load_rebalance/{node}/start")
    Call<ResponseBody> start(
            @Tag EntryPoint at,
            @Tag SentOnce once,
            @Header("Authorization") String authorization,
            @Path("node") String node,
            @Body StartBody body);

    @Headers("Connection: close")
    @POST("api/v4/load_rebalance/{node}/stop")
    Call<ResponseBody> stop(
            @Tag EntryPoint at,
            @Tag SentOnce once,
            @Header("Authorization") String authorization,
            @Path("node") String node);

    /** What answers come in; {@code data} is there where the code is 0, else the message. */
    record Envelope<D>(
            @JsonProperty("code") Integer code,
            @JsonProperty("message") String message,
            @JsonProperty("data") D data) {}

    /**
     * An element of {@code /nodes}. Of a node that did not answer there is nothing but its name and an error.
     *
     * @param connections sessions, those of absent clients included
     * @param liveConnections connected clients, since 4.4.19
     */
    record Node(
            @JsonProperty("node") String node,
            @JsonProperty("node_status") String status,
            @JsonProperty("version") String version,
            @JsonProperty("uptime") String uptime,
            @JsonProperty("connections") Long connections,
            @JsonProperty("live_connections") Long liveConnections) {}

    /** An element of {@code /stats}. */
    record Statistics(
            @JsonProperty("node") String node,
            @JsonProperty("stats") Map<String, JsonNode> stats) {}

    /** An element of {@code /metrics}. */
    record Metrics(
            @JsonProperty("node") String node,
            @JsonProperty("metrics") JsonNode metrics) {}
}
