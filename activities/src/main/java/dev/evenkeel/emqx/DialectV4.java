package dev.evenkeel.emqx;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenkeel.contract.StartParameters;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import okhttp3.ResponseBody;
import retrofit2.Call;

/** {@link EmqxV4Api}. */
final class DialectV4 implements Dialect {
    private final EmqxV4Api reads;
    private final EmqxV4Api writes;

    DialectV4(EmqxV4Api reads, EmqxV4Api writes) {
        this.reads = reads;
        this.writes = writes;
    }

    @Override
    public Query<EmqxV4Api.Envelope<List<EmqxV4Api.Node>>, NodeList> nodes() {
        return new Query<>(reads::nodes, AnswersV4::nodes);
    }

    @Override
    public Query<EmqxV4Api.Envelope<List<EmqxV4Api.Statistics>>, Map<String, Long>> liveCounts() {
        return new Query<>(reads::stats, AnswersV4::liveCounts);
    }

    @Override
    public Query<EmqxV5Api.Status, GlobalStatus> globalStatus() {
        return new Query<>(reads::globalStatus, Answers::globalStatus);
    }

    @Override
    public Query<EmqxV4Api.Envelope<List<EmqxV4Api.Metrics>>, ClientCounters> counters() {
        return new Query<>(reads::metrics, AnswersV4::counters);
    }

    @Override
    public Call<ResponseBody> availability(EntryPoint at, String authorization) {
        return reads.availabilityCheck(at, authorization);
    }

    /** A 503 of a proxy has another body than EMQX's {@code {}}. */
    @Override
    public Optional<Boolean> available(int status, String body) {
        if (status >= 200 && status < 300) {
            return Optional.of(true);
        }
        boolean out =
                status == 503 && Verdict.object(body).filter(JsonNode::isEmpty).isPresent();
        return out ? Optional.of(false) : Optional.empty();
    }

    @Override
    public Command start(String coordinator, List<String> nodes, StartParameters parameters) {
        StartBody body = StartBody.of(nodes, parameters);
        return (at, once, key) -> writes.start(at, once, key, coordinator, body);
    }

    @Override
    public Command stop(String coordinator) {
        return (at, once, key) -> writes.stop(at, once, key, coordinator);
    }

    @Override
    public Optional<Verdict> refusal(Verdict.Asked asked, int status, String body) throws UnreadableException {
        if (status < 200 || status >= 300) {
            return Optional.of(verdict(asked, status, body));
        }
        JsonNode envelope = Verdict.object(body)
                .filter(answer -> answer.path("code").isInt())
                .orElseThrow(() -> new UnreadableException("HTTP " + status + " without EMQX's code"));
        return envelope.path("code").asInt() == 0
                ? Optional.empty()
                : Optional.of(VerdictV4.on(asked, envelope.path("message").asText("")));
    }

    /** By HTTP status 4.4 says what 5.x says too: wrong key, no such API, a fault of the server. */
    @Override
    public Verdict verdict(Verdict.Asked asked, int status, String body) {
        return Verdict.on(asked, status, body);
    }

    @Override
    public boolean noSuchApi(int status, String body) {
        return status == 404 || (status == 400 && body.strip().equals("Not found."));
    }
}
