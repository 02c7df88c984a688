package dev.evenkeel.emqx;

import dev.evenkeel.contract.StartParameters;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import okhttp3.ResponseBody;
import retrofit2.Call;

/** One of EMQX's HTTP APIs: how a question is put at an entry point, and what the answer means in our terms. */
interface Dialect {
    Query<?, NodeList> nodes();

    /** Live connections by node from EMQX's statistics, which it refreshes every second. */
    Query<?, Map<String, Long>> liveCounts();

    /** Without {@link GlobalStatus#answeredBy}. */
    Query<?, GlobalStatus> globalStatus();

    Query<?, ClientCounters> counters();

    /** @param authorization null for none */
    Call<ResponseBody> availability(EntryPoint at, String authorization);

    /** What availability_check says; empty where this is no answer to it. */
    Optional<Boolean> available(int status, String body);

    Command start(String coordinator, List<String> nodes, StartParameters parameters);

    Command stop(String coordinator);

    /** What an answer to a start or stop refuses; empty where it was done. */
    Optional<Verdict> refusal(Verdict.Asked asked, int status, String body) throws UnreadableException;

    /** What an answer that is not a success means. */
    Verdict verdict(Verdict.Asked asked, int status, String body);

    /** Whether the answer says that there is no such API here: then it is another release, which speaks the other dialect. */
    boolean noSuchApi(int status, String body);

    /**
     * A read.
     *
     * @param question how it is put
     * @param reading how its answer's body is read
     */
    record Query<W, T>(Question<W> question, Reading<W, T> reading) {}

    /** A read, put to one entry point. */
    interface Question<W> {
        Call<W> call(EntryPoint at, String authorization);
    }

    /** How an answer's body is read; it may be null. */
    interface Reading<W, T> {
        T read(W body) throws UnreadableException;
    }

    /** A start or stop, put to one entry point. */
    interface Command {
        Call<ResponseBody> call(EntryPoint at, SentOnce once, String authorization);
    }
}
