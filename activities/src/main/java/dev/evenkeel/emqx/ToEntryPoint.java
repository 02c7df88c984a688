package dev.evenkeel.emqx;

import java.io.IOException;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;

/** Sends a request to the entry point that it is tagged with, so that one Retrofit serves all clusters. */
final class ToEntryPoint implements Interceptor {
    /** Stands where Retrofit wants a base; resolves nowhere (RFC 6761). */
    static final HttpUrl NOWHERE = HttpUrl.get("http://entry-point.invalid/");

    @Override
    public Response intercept(Chain chain) throws IOException {
        Request request = chain.request();
        EntryPoint at = request.tag(EntryPoint.class);
        if (at == null) {
            throw new IllegalStateException("every call of EMQX's API is tagged with its entry point");
        }
        HttpUrl to = HttpUrl.get(at.url());
        if (to == null) {
            throw new IllegalStateException("an entry point is an http(s) URL");
        }
        HttpUrl url = request.url()
                .newBuilder()
                .scheme(to.scheme())
                .host(to.host())
                .port(to.port())
                .build();
        return chain.proceed(request.newBuilder().url(url).build());
    }
}
