package dev.evenkeel.prometheus;

import okhttp3.ResponseBody;
import retrofit2.Call;
import retrofit2.http.Field;
import retrofit2.http.FormUrlEncoded;
import retrofit2.http.Header;
import retrofit2.http.POST;
import retrofit2.http.Streaming;

/**
 * The one call of Prometheus' HTTP API that is needed here, as Prometheus 2 and 3, Thanos, Mimir and VictoriaMetrics have
 * it.
 *
 * <p>Its manners:
 *
 * <ul>
 *   <li>The answer is an object of {@code status}, {@code data} of {@code resultType} and {@code result}, or {@code
 *       errorType} and {@code error}.
 *   <li>400: the query cannot be parsed. 422: it cannot be evaluated, for instance because labels match twice. 503: it
 *       took too long. The body is the same object.
 *   <li>The result of a scalar or string is a single pair; of a vector a list of objects of {@code metric} and {@code
 *       value}, a pair of time and text, or {@code histogram}.
 * </ul>
 */
interface PrometheusApi {
    /**
     * An instant query. A form, since URLs end at a few thousand characters.
     *
     * @param timeout after which Prometheus gives the query up
     * @param limit of the samples in the answer; releases before 2.55 do not know it
     */
    @Streaming
    @FormUrlEncoded
    @POST("api/v1/query")
    Call<ResponseBody> query(
            @Header("Authorization") String authorization,
            @Field("query") String query,
            @Field("timeout") String timeout,
            @Field("limit") int limit);
}
