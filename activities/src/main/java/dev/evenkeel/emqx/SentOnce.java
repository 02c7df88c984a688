package dev.evenkeel.emqx;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import okhttp3.Interceptor;
import okhttp3.Response;

/**
 * Travels with a request that must not be sent twice, and knows whether it was sent. OkHttp passes a request to {@link
 * Guard} when a connection stands and nothing of the request has been written: a request that never got there provably
 * never left, and one that comes a second time (OkHttp repeats a 503 with {@code Retry-After: 0}) is held back.
 */
final class SentOnce {
    private final AtomicBoolean sent = new AtomicBoolean();

    /** Whether EMQX may have got it. */
    boolean maybeSent() {
        return sent.get();
    }

    /** Stands between connection and wire. */
    static final class Guard implements Interceptor {
        @Override
        public Response intercept(Chain chain) throws IOException {
            SentOnce once = chain.request().tag(SentOnce.class);
            if (once != null && once.sent.getAndSet(true)) {
                throw new IOException("not sent a second time");
            }
            return chain.proceed(chain.request());
        }
    }
}
