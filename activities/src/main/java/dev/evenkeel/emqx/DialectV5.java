package dev.evenkeel.emqx;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenkeel.contract.StartParameters;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import okhttp3.ResponseBody;
import retrofit2.Call;

/** {@link EmqxV5Api}. */
final class DialectV5 implements Dialect {
    private final EmqxV5Api reads;
    private final EmqxV5Api writes;

    DialectV5(EmqxV5Api reads, EmqxV5Api writes) {
        this.reads = reads;
        this.writes = writes;
    }

    @Override
    public Query<List<EmqxV5Api.Node>, NodeList> nodes() {
        return new Query<>(reads::nodes, Answers::nodes);
    }

    @Override
    public Query<JsonNode, Map<String, Long>> liveCounts() {
        return new Query<>(reads::stats, Answers::liveCounts);
    }

    @Override
    public Query<EmqxV5Api.Status, GlobalStatus> globalStatus() {
        return new Query<>(reads::globalStatus, Answers::globalStatus);
    }

    @Override
    public Query<JsonNode, ClientCounters> counters() {
        return new Query<>(reads::metrics, Answers::counters);
    }

    @Override
    public Call<ResponseBody> availability(EntryPoint at, String authorization) {
        return reads.availabilityCheck(at, authorization);
    }

    @Override
    public Optional<Boolean> available(int status, String body) {
        if (status >= 200 && status < 300) {
            return Optional.of(true);
        }
        Verdict verdict = verdict(Verdict.Asked.READ, status, body);
        boolean evacuating = status == 503
                && verdict.code().filter("NODE_EVACUATING"::equals).isPresent();
        return evacuating ? Optional.of(false) : Optional.empty();
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
        if (Verdict.object(body).isEmpty()) {
            throw new UnreadableException("HTTP " + status + " without EMQX's {}");
        }
        return Optional.empty();
    }

    @Override
    public Verdict verdict(Verdict.Asked asked, int status, String body) {
        return Verdict.on(asked, status, body);
    }

    /** With a code the node in the path is meant; but some releases say in a code that the path is unknown. */
    @Override
    public boolean noSuchApi(int status, String body) {
        Optional<String> code =
                Verdict.object(body).map(error -> error.path("code").asText("")).filter(text -> !text.isEmpty());
        return status == 404
                && code.filter(name -> !name.equals("API_NOT_EXIST")).isEmpty();
    }
}
