package dev.evenkeel.emqx;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.Proxy;
import java.util.List;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import retrofit2.Retrofit;
import retrofit2.converter.jackson.JacksonConverterFactory;

/**
 * Clients on Retrofit and OkHttp. Calls run on the thread that makes them and never queue in OkHttp's dispatcher, so a
 * cluster that hangs holds nobody's threads but its own callers'. What was learnt of addresses is kept here: clients
 * may be opened anew for every question.
 *
 * <p>Redirects are not followed and the environment's proxy is not used: either would carry an API key to somebody else
 * than the address that it is bound to.
 */
public final class RetrofitEmqxClients implements EmqxClients {
    private final EmqxTimeouts timeouts;
    private final BoundedDns dns;
    private final OkHttpClient reads;
    private final OkHttpClient writes;
    private final EmqxV5Api readApi;
    private final EntryPointMemory memory;
    private final Dialects dialects;

    public RetrofitEmqxClients(EmqxTimeouts timeouts) {
        this.timeouts = timeouts;
        this.dns = new BoundedDns(timeouts.connect());
        this.reads = new OkHttpClient.Builder()
                .proxy(Proxy.NO_PROXY)
                .dns(dns)
                .followRedirects(false)
                .followSslRedirects(false)
                .connectTimeout(timeouts.connect())
                .readTimeout(timeouts.read())
                .writeTimeout(timeouts.read())
                .callTimeout(timeouts.readCall())
                // One idle connection for each of 500 clusters and as many more; EMQX closes idle ones after 60 s.
                .connectionPool(new ConnectionPool(1_000, 30, TimeUnit.SECONDS))
                .addInterceptor(new ToEntryPoint())
                .addInterceptor(new BodyLimit())
                .build();
        this.writes = reads.newBuilder()
                .retryOnConnectionFailure(false)
                .readTimeout(timeouts.write())
                .writeTimeout(timeouts.write())
                .callTimeout(timeouts.write())
                // A connection of its own for every start and stop: on a pooled one that EMQX has closed meanwhile
                // nobody can tell whether the request arrived.
                .connectionPool(new ConnectionPool(0, 1, TimeUnit.NANOSECONDS))
                .protocols(List.of(Protocol.HTTP_1_1))
                .addNetworkInterceptor(new SentOnce.Guard())
                .build();
        this.readApi = api(reads, EmqxV5Api.class);
        this.memory = new EntryPointMemory(timeouts, System::nanoTime);
        this.dialects = new Dialects(
                new DialectV5(readApi, api(writes, EmqxV5Api.class)),
                new DialectV4(api(reads, EmqxV4Api.class), api(writes, EmqxV4Api.class)),
                memory);
    }

    private static <A> A api(OkHttpClient client, Class<A> dialect) {
        ObjectMapper mapper = JsonMapper.builder()
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
        return new Retrofit.Builder()
                .baseUrl(ToEntryPoint.NOWHERE)
                .client(client)
                .addConverterFactory(JacksonConverterFactory.create(mapper))
                .build()
                .create(dialect);
    }

    @Override
    public EmqxClient open(String cluster, List<EntryPoint> entryPoints, Credentials credentials) {
        return new RetrofitEmqxClient(cluster, entryPoints, credentials, readApi, dialects, memory, timeouts);
    }

    @Override
    public void close() {
        for (OkHttpClient client : List.of(reads, writes)) {
            client.dispatcher().cancelAll();
            client.connectionPool().evictAll();
        }
        dns.close();
    }
}
