package dev.evenkeel.emqx;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
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
 * EMQX's HTTP API since 5.0.4, as 5.10.3 was seen to speak it. Base {@code http(s)://<any node>:18083}.
 *
 * <p>Its manners:
 *
 * <ul>
 *   <li>Keys come and go with the state, so every field is optional; {@code purges} is absent before 5.2.
 *   <li>Averages are floats in any JSON number form: {@code 95.0}, {@code 33.333}, {@code 1.8e3}.
 *   <li>Start and stop may be sent to any node; the node in the path is where they run, by EMQX's own RPC.
 *   <li>{@code availability_check} and {@code /status} are about the node that answers.
 *   <li>RPC trouble is HTTP 500, said to be JSON, with a body that is none: {@code Unsupported code 'RPC_ERROR', …}.
 *   <li>A refused start or stop is HTTP 400, and its reason the last word of the message.
 * </ul>
 */
interface EmqxV5Api {
    @GET("api/v5/nodes")
    Call<List<Node>> nodes(@Tag EntryPoint at, @Header("Authorization") String authorization);

    @GET("api/v5/load_rebalance/global_status")
    Call<Status> globalStatus(@Tag EntryPoint at, @Header("Authorization") String authorization);

    /** One object per node that answered; with {@code aggregate=true} one object for all. */
    @GET("api/v5/metrics")
    Call<JsonNode> metrics(@Tag EntryPoint at, @Header("Authorization") String authorization);

    /** One object per node that answered, as of the last second. */
    @GET("api/v5/stats")
    Call<JsonNode> stats(@Tag EntryPoint at, @Header("Authorization") String authorization);

    /** 200 {@code {}}, or 503 with the code {@code NODE_EVACUATING}. Wants a key before 5.4. */
    @GET("api/v5/load_rebalance/availability_check")
    Call<ResponseBody> availabilityCheck(@Tag EntryPoint at, @Header("Authorization") String authorization);

    /** The same in every release. Text: {@code Node emqx@10.0.0.1 is started}, and 503 while EMQX is not running on it. */
    @GET("status")
    Call<ResponseBody> status(@Tag EntryPoint at);

    @Headers("Connection: close")
    @POST("api/v5/load_rebalance/{node}/start")
    Call<ResponseBody> start(
            @Tag EntryPoint at,
            @Tag SentOnce once,
            @Header("Authorization") String authorization,
            @Path("node") String node,
            @Body StartBody body);

    @Headers("Connection: close")
    @POST("api/v5/load_rebalance/{node}/stop")
    Call<ResponseBody> stop(
            @Tag EntryPoint at,
            @Tag SentOnce once,
            @Header("Authorization") String authorization,
            @Path("node") String node);

    /**
     * An element of {@code /nodes}. A stopped node has nothing but name, status and role.
     *
     * @param connections sessions, those of absent clients included
     * @param liveConnections connected clients, since 5.1
     */
    record Node(
            @JsonProperty("node") String node,
            @JsonProperty("node_status") String status,
            @JsonProperty("role") String role,
            @JsonProperty("version") String version,
            @JsonProperty("uptime") Long uptime,
            @JsonProperty("connections") Long connections,
            @JsonProperty("live_connections") Long liveConnections) {}

    /** {@code global_status}. */
    record Status(
            @JsonProperty("rebalances") List<Rebalance> rebalances,
            @JsonProperty("evacuations") List<OnNode> evacuations,
            @JsonProperty("purges") List<OnNode> purges) {}

    /**
     * An element of {@code rebalances}. The averages appear with the second state.
     *
     * @param node the coordinator too
     * @param connectionGoal mean of the recipients now
     */
    record Rebalance(
            @JsonProperty("node") String node,
            @JsonProperty("coordinator_node") String coordinator,
            @JsonProperty("state") String state,
            @JsonProperty("donors") List<String> donors,
            @JsonProperty("recipients") List<String> recipients,
            @JsonProperty("connection_eviction_rate") Integer connectionEvictionRate,
            @JsonProperty("session_eviction_rate") Integer sessionEvictionRate,
            @JsonProperty("donor_conn_avg") Double donorConnAvg,
            @JsonProperty("connection_goal") Double connectionGoal) {}

    /** An element of {@code evacuations} or {@code purges}, of which only the node matters here. */
    record OnNode(@JsonProperty("node") String node) {}
}
