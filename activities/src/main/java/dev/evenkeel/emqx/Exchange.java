package dev.evenkeel.emqx;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import okhttp3.ResponseBody;
import retrofit2.Call;
import retrofit2.Response;

/** One request and its answer, on the thread of the caller. */
final class Exchange {
    private Exchange() {}

    static <W> Response<W> execute(Call<W> call, Deadline deadline) throws IOException {
        // To OkHttp 0 means "for ever".
        long millis = Math.max(1, deadline.left().toMillis());
        call.timeout().timeout(millis, TimeUnit.MILLISECONDS);
        return call.execute();
    }

    /** The body of an answer that is not a success, or of one that is plain text. */
    static String text(Response<?> answer) throws IOException {
        ResponseBody plain = answer.body() instanceof ResponseBody body ? body : null;
        try (ResponseBody body = answer.isSuccessful() ? plain : answer.errorBody()) {
            return body == null ? "" : body.string();
        }
    }
}
