package dev.evenkeel.emqx;

import java.io.IOException;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Buffer;
import okio.BufferedSource;
import okio.ForwardingSource;
import okio.Okio;
import okio.Source;

/**
 * Breaks off a body that is longer than any answer of EMQX's: 4 MiB are {@code /metrics} of a thousand nodes. Counted
 * after decompression.
 */
final class BodyLimit implements Interceptor {
    static final long BYTES_MAX = 4L << 20;

    @Override
    public Response intercept(Chain chain) throws IOException {
        Response response = chain.proceed(chain.request());
        ResponseBody body = response.body();
        return body == null
                ? response
                : response.newBuilder().body(new Limited(body)).build();
    }

    private static final class Limited extends ResponseBody {
        private final ResponseBody body;
        private final BufferedSource source;

        Limited(ResponseBody body) {
            this.body = body;
            this.source = Okio.buffer(counting(body.source()));
        }

        @Override
        public MediaType contentType() {
            return body.contentType();
        }

        @Override
        public long contentLength() {
            return body.contentLength();
        }

        @Override
        public BufferedSource source() {
            return source;
        }

        private static Source counting(Source source) {
            return new ForwardingSource(source) {
                private long bytes;

                @Override
                public long read(Buffer sink, long byteCount) throws IOException {
                    long read = super.read(sink, byteCount);
                    bytes += Math.max(0, read);
                    if (bytes > BYTES_MAX) {
                        throw new IOException("the answer is longer than " + BYTES_MAX + " bytes");
                    }
                    return read;
                }
            };
        }
    }
}
