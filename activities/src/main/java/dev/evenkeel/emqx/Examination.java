package dev.evenkeel.emqx;

import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.emqx.ExaminedEmqx.Door;
import dev.evenkeel.emqx.ExaminedEmqx.NodeClock;
import dev.evenkeel.emqx.ExaminedEmqx.Trouble;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import okhttp3.ResponseBody;
import retrofit2.Response;

/**
 * Knocks at every entry point without a key, and then asks one cluster-wide question after the other until one is
 * refused.
 *
 * <p>Whether the key may start and stop is asked by a stop at a node that no cluster has. EMQX judges the key's role
 * before it looks for the node: a key that may not is answered 403, one that may 404 (in 4.4 "invalid node"), and nothing is
 * stopped either way.
 */
final class Examination {
    /** RFC 6761: no host is called so. */
    static final String NOBODY = "doctor@evenkeel.invalid";

    private static final int AT_ONCE_MAX = 16;

    private final String cluster;
    private final List<EntryPoint> entryPoints;
    private final EmqxV5Api status;
    private final Dialects dialects;
    private final EmqxTimeouts timeouts;
    private final InstantSource clock;
    private Optional<List<EmqxNode>> nodes = Optional.empty();
    private Optional<GlobalStatus> activity = Optional.empty();

    Examination(
            String cluster,
            List<EntryPoint> entryPoints,
            EmqxV5Api status,
            Dialects dialects,
            EmqxTimeouts timeouts,
            InstantSource clock) {
        this.cluster = cluster;
        this.entryPoints = entryPoints;
        this.status = status;
        this.dialects = dialects;
        this.timeouts = timeouts;
        this.clock = clock;
    }

    /**
     * @param client who asks the cluster-wide questions
     * @param key reads the API key as it is now
     */
    ExaminedEmqx of(EmqxClient client, Supplier<Authorization> key) {
        List<Door> doors = knock();
        Optional<Door> open =
                doors.stream().filter(door -> door.silence().isEmpty()).findFirst();
        Optional<Trouble> trouble = open.flatMap(door -> firstRefusal(client, door.at(), key));
        return new ExaminedEmqx(doors, nodes, activity, trouble);
    }

    private Optional<Trouble> firstRefusal(EmqxClient client, EntryPoint at, Supplier<Authorization> key) {
        try {
            nodes = Optional.of(client.nodes());
            activity = Optional.of(client.globalStatus(""));
            return mayWrite(at, key.get());
        } catch (EmqxException refused) {
            return Optional.of(new Trouble(refused.kind(), refused.getMessage()));
        }
    }

    private Optional<Trouble> mayWrite(EntryPoint at, Authorization authorization) {
        Occasion occasion = new Occasion(cluster, at, "POST /load_rebalance/" + NOBODY + "/stop", authorization);
        try {
            return dialects.speak(at, dialect -> refusal(dialect, occasion))
                    .orElseGet(() -> Optional.of(trouble(occasion.failed(
                            FailureKind.EMQX_NOT_SUPPORTED, "HTTP 404: " + RetrofitEmqxClient.NO_SUCH_API, null))));
        } catch (IOException lost) {
            return Optional.of(trouble(occasion.failed(FailureKind.EMQX_UNAVAILABLE, lost.toString(), lost)));
        }
    }

    private Optional<Optional<Trouble>> refusal(Dialect dialect, Occasion occasion) throws IOException {
        Response<ResponseBody> answer = Exchange.execute(
                dialect.stop(NOBODY)
                        .call(
                                occasion.at(),
                                new SentOnce(),
                                occasion.authorization().header()),
                Deadline.in(timeouts.readCall()));
        String said = Exchange.text(answer);
        if (dialect.noSuchApi(answer.code(), said)) {
            return Optional.empty();
        }
        Verdict verdict = dialect.verdict(Verdict.Asked.READ, answer.code(), said);
        boolean refused = verdict.kind() == FailureKind.EMQX_UNAUTHORIZED
                || verdict.kind() == FailureKind.EMQX_FORBIDDEN
                || verdict.kind() == FailureKind.EMQX_NOT_SUPPORTED;
        return Optional.of(
                refused
                        ? Optional.of(trouble(
                                occasion.failed(verdict.kind(), "HTTP " + answer.code() + ": " + verdict.said(), null)))
                        : Optional.empty());
    }

    private static Trouble trouble(EmqxException failed) {
        return new Trouble(failed.kind(), failed.getMessage());
    }

    private List<Door> knock() {
        ExecutorService threads = Executors.newFixedThreadPool(Math.min(AT_ONCE_MAX, entryPoints.size()));
        try {
            return entryPoints.stream()
                    .map(at -> CompletableFuture.supplyAsync(() -> knock(at), threads))
                    .toList()
                    .stream()
                    .map(CompletableFuture::join)
                    .toList();
        } finally {
            threads.shutdownNow();
        }
    }

    private Door knock(EntryPoint at) {
        Instant before = clock.instant();
        try {
            Response<ResponseBody> answer = Exchange.execute(status.status(at), Deadline.in(timeouts.readCall()));
            Instant after = clock.instant();
            Optional<NodeClock> shown = Optional.ofNullable(answer.headers().getInstant("Date"))
                    .map(date -> new NodeClock(before, date, after));
            if (!answer.isSuccessful()) {
                return new Door(at, Optional.empty(), Optional.of("GET /status: HTTP " + answer.code()), shown);
            }
            return new Door(at, NodeNames.inStatus(Exchange.text(answer)), Optional.empty(), shown);
        } catch (IOException silent) {
            String words = silent.getMessage() == null ? silent.toString() : silent.getMessage();
            return new Door(at, Optional.empty(), Optional.of(words), Optional.empty());
        }
    }
}
