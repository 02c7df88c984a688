package dev.evenkeel.emqx;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.contract.StartParameters;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import okhttp3.ResponseBody;
import retrofit2.Call;
import retrofit2.Response;

/**
 * A cluster that speaks {@link EmqxV5Api}.
 *
 * <p>A read goes to the next entry point when one does not answer: no connection, no answer in time, HTTP 5xx, or
 * something that is not EMQX's JSON. Any other refusal is an answer. A start or stop goes to the next one only where it
 * provably was not sent ({@link SentOnce}), and its total stays within {@link EmqxTimeouts#write}.
 */
final class RetrofitEmqxClient implements EmqxClient {
    /** One, and two further ones: who is not found by then is looked for at the next attempt. */
    private static final int ENTRY_POINTS_MAX = 3;

    /** A refusal within this time was not EMQX waiting for a node that hangs. */
    private static final Duration PROMPT = Duration.ofSeconds(5);

    private final String cluster;
    private final List<EntryPoint> entryPoints;
    private final Credentials credentials;
    private final EmqxV5Api reads;
    private final EmqxV5Api writes;
    private final EntryPointMemory memory;
    private final NodeAddresses addresses;
    private final EmqxTimeouts timeouts;

    RetrofitEmqxClient(
            String cluster,
            List<EntryPoint> entryPoints,
            Credentials credentials,
            EmqxV5Api reads,
            EmqxV5Api writes,
            EntryPointMemory memory,
            EmqxTimeouts timeouts) {
        if (entryPoints.isEmpty()) {
            throw new IllegalArgumentException("a cluster has at least one entry point, " + cluster + " has none");
        }
        this.cluster = cluster;
        this.entryPoints = List.copyOf(entryPoints);
        this.credentials = credentials;
        this.reads = reads;
        this.writes = writes;
        this.memory = memory;
        this.addresses = new NodeAddresses(this.entryPoints, reads, memory, timeouts);
        this.timeouts = timeouts;
    }

    @Override
    public List<EmqxNode> nodes() {
        return read("GET /nodes", Optional.empty(), Deadline.in(timeouts.allReads()), reads::nodes, Answers::nodes)
                .value();
    }

    @Override
    public ClientCounters counters() {
        return read(
                        "GET /metrics",
                        Optional.empty(),
                        Deadline.in(timeouts.allReads()),
                        reads::metrics,
                        Answers::counters)
                .value();
    }

    @Override
    public GlobalStatus globalStatus(String preferred) {
        Deadline deadline = Deadline.in(timeouts.allReads());
        Optional<EntryPoint> first = Optional.ofNullable(preferred)
                .filter(node -> !node.isBlank())
                .flatMap(node -> addresses.entryPointOf(node, deadline.atMost(timeouts.another())));
        Found<GlobalStatus> found =
                read("GET /load_rebalance/global_status", first, deadline, reads::globalStatus, Answers::globalStatus);
        GlobalStatus status = found.value();
        Optional<String> answeredBy = first.filter(found.at()::equals)
                .map(entry -> preferred)
                .or(() -> addresses.knownNodeAt(found.at(), namesIn(status)))
                .or(() -> addresses.askName(found.at(), deadline));
        return new GlobalStatus(answeredBy, status.rebalances(), status.evacuating(), status.purging());
    }

    private static Stream<String> namesIn(GlobalStatus status) {
        Stream<String> rebalancing = status.rebalances().stream()
                .flatMap(rebalance -> Stream.of(
                                List.of(rebalance.coordinator()), rebalance.donors(), rebalance.recipients())
                        .flatMap(List::stream));
        return Stream.of(rebalancing, status.evacuating().stream(), status.purging().stream())
                .flatMap(names -> names);
    }

    @Override
    public boolean available(String node) {
        Deadline deadline = Deadline.in(timeouts.allReads());
        EntryPoint at = addresses
                .entryPointOf(node, deadline.atMost(timeouts.readCall()))
                .orElseThrow(() -> new EmqxException(
                        FailureKind.EMQX_UNAVAILABLE,
                        "EMQX " + cluster + ": no entry point is known to be that of node " + node,
                        null));
        Occasion occasion = new Occasion(cluster, at, "GET /load_rebalance/availability_check", Authorization.none());
        try {
            Response<ResponseBody> answer =
                    Exchange.execute(reads.availabilityCheck(at), deadline.atMost(timeouts.readCall()));
            if (answer.isSuccessful()) {
                return true;
            }
            Verdict verdict = verdict(Verdict.Asked.READ, answer);
            if (answer.code() == 503
                    && verdict.code().filter("NODE_EVACUATING"::equals).isPresent()) {
                return false;
            }
            throw refused(occasion, answer, verdict);
        } catch (IOException silent) {
            throw occasion.failed(FailureKind.EMQX_UNAVAILABLE, silent.toString(), silent);
        }
    }

    @Override
    public ExaminedEmqx examine(InstantSource clock) {
        return new Examination(cluster, entryPoints, reads, writes, timeouts, clock).of(this, this::authorization);
    }

    @Override
    public StartAnswer start(String coordinator, List<String> nodes, StartParameters parameters) {
        EmqxV5Api.Start body = body(nodes, parameters);
        Deadline prompt = Deadline.in(PROMPT);
        Reply reply = send(
                Verdict.Asked.START,
                "POST /load_rebalance/" + coordinator + "/start",
                coordinator,
                (at, once, key) -> writes.start(at, once, key, coordinator, body));
        if (reply.refusal().isEmpty()) {
            return StartAnswer.STARTED;
        }
        Verdict refusal = reply.refusal().get();
        return switch (refusal.reason().orElse("")) {
            case "nothing_to_balance" -> StartAnswer.NOTHING_TO_BALANCE;
            case "already_started" -> StartAnswer.ALREADY_STARTED;
            default -> {
                boolean busy = refusal.nodesUnavailable() && !prompt.over() && takenElsewhere(nodes);
                throw reply.failed(busy ? FailureKind.EMQX_BUSY : refusal.kind());
            }
        };
    }

    /**
     * Why nodes are "unavailable": EMQX says the same of a node that another rebalance or evacuation has and of one
     * that is down. Asked only after a prompt refusal, for which nothing was started.
     */
    private boolean takenElsewhere(List<String> nodes) {
        try {
            GlobalStatus status = globalStatus("");
            Stream<String> donors = status.rebalances().stream().flatMap(rebalance -> rebalance.donors().stream());
            return Stream.of(donors, status.evacuating().stream(), status.purging().stream())
                    .flatMap(names -> names)
                    .anyMatch(nodes::contains);
        } catch (EmqxException unknown) {
            // Then it stays "unavailable", which whoever plans again looks into.
            return false;
        }
    }

    @Override
    public StopAnswer stop(String coordinator) {
        Reply reply = send(
                Verdict.Asked.STOP,
                "POST /load_rebalance/" + coordinator + "/stop",
                coordinator,
                (at, once, key) -> writes.stop(at, once, key, coordinator));
        if (reply.refusal().isEmpty()) {
            return StopAnswer.STOPPED;
        }
        Verdict refusal = reply.refusal().get();
        if (refusal.reason().filter("not_started"::equals).isPresent()) {
            return StopAnswer.NOT_STARTED;
        }
        throw reply.failed(refusal.kind());
    }

    private <W, T> Found<T> read(
            String request,
            Optional<EntryPoint> preferred,
            Deadline deadline,
            Question<W> question,
            Reading<W, T> reading) {
        List<EntryPoint> order = inOrder(preferred);
        List<String> silent = new ArrayList<>();
        EmqxException last = null;
        for (int tried = 0; tried < order.size(); tried++) {
            EntryPoint at = order.get(tried);
            Deadline share = share(deadline, order.size() - 1 - tried);
            Occasion occasion = new Occasion(cluster, at, request, authorization());
            try {
                T value = readAt(occasion, share, question, reading);
                memory.answered(at);
                return new Found<>(at, value);
            } catch (EmqxException failed) {
                if (failed.kind() != FailureKind.EMQX_UNAVAILABLE) {
                    memory.answered(at);
                    throw failed;
                }
                memory.silent(at);
                silent.add(failed.getMessage());
                last = failed;
            }
            if (Thread.currentThread().isInterrupted()) {
                break;
            }
        }
        throw silent.size() == 1
                ? last
                : new EmqxException(FailureKind.EMQX_UNAVAILABLE, String.join("; ", silent), last);
    }

    private List<EntryPoint> inOrder(Optional<EntryPoint> preferred) {
        List<EntryPoint> order = memory.inOrder(entryPoints, preferred);
        return order.subList(0, Math.min(ENTRY_POINTS_MAX, order.size()));
    }

    /** The time for one entry point, when so many may have to be asked after it. */
    private Deadline share(Deadline deadline, int after) {
        return new Deadline(deadline.nanoTime() - timeouts.another().toNanos() * after).atMost(timeouts.readCall());
    }

    private <W, T> T readAt(Occasion occasion, Deadline deadline, Question<W> question, Reading<W, T> reading) {
        try {
            Response<W> answer = Exchange.execute(
                    question.call(occasion.at(), occasion.authorization().header()), deadline);
            if (answer.isSuccessful()) {
                return reading.read(answer.body());
            }
            throw refused(occasion, answer, verdict(Verdict.Asked.READ, answer));
        } catch (JsonProcessingException malformed) {
            throw occasion.failed(
                    FailureKind.EMQX_UNAVAILABLE, "not EMQX's JSON: " + malformed.getOriginalMessage(), malformed);
        } catch (IOException silent) {
            throw occasion.failed(FailureKind.EMQX_UNAVAILABLE, silent.toString(), silent);
        }
    }

    private Reply send(Verdict.Asked asked, String request, String coordinator, Command command) {
        if (coordinator.indexOf('@') < 1) {
            throw new IllegalArgumentException("an EMQX node is called name@host, got '" + coordinator + "'");
        }
        Deadline deadline = Deadline.in(timeouts.write());
        Optional<EntryPoint> own = addresses.knownEntryPointOf(coordinator);
        EmqxException unsent = null;
        for (EntryPoint at : inOrder(own)) {
            if (unsent != null && (deadline.over() || Thread.currentThread().isInterrupted())) {
                break;
            }
            Occasion occasion = new Occasion(cluster, at, request, authorization());
            SentOnce once = new SentOnce();
            try {
                Response<JsonNode> answer = Exchange.execute(
                        command.call(at, once, occasion.authorization().header()), deadline);
                memory.answered(at);
                return reply(occasion, asked, answer);
            } catch (IOException lost) {
                if (once.maybeSent()) {
                    throw occasion.failed(FailureKind.EMQX_OUTCOME_UNKNOWN, "answer lost: " + lost, lost);
                }
                memory.silent(at);
                unsent = occasion.failed(FailureKind.EMQX_UNAVAILABLE, "not sent: " + lost, lost);
            }
        }
        throw unsent;
    }

    private static Reply reply(Occasion occasion, Verdict.Asked asked, Response<JsonNode> answer) throws IOException {
        if (!answer.isSuccessful()) {
            return new Reply(occasion, answer.code(), Optional.of(verdict(asked, answer)));
        }
        if (answer.body() == null || !answer.body().isObject()) {
            throw new UnreadableException("HTTP " + answer.code() + " without EMQX's {}");
        }
        return new Reply(occasion, answer.code(), Optional.empty());
    }

    private Authorization authorization() {
        try {
            return Authorization.of(credentials);
        } catch (RuntimeException unreadable) {
            // A supplier of ours or of the settings: whatever it throws, the secret is not there.
            throw new EmqxException(
                    FailureKind.NO_CONNECTION_PROFILE,
                    "EMQX " + cluster + ": the secret of the API key cannot be read",
                    unreadable);
        }
    }

    private static EmqxException refused(Occasion occasion, Response<?> answer, Verdict verdict) {
        return occasion.failed(verdict.kind(), "HTTP " + answer.code() + ": " + verdict.said(), null);
    }

    private static Verdict verdict(Verdict.Asked asked, Response<?> answer) throws IOException {
        return Verdict.on(asked, answer.code(), Exchange.text(answer));
    }

    private static EmqxV5Api.Start body(List<String> nodes, StartParameters parameters) {
        return new EmqxV5Api.Start(
                List.copyOf(nodes),
                parameters.connEvictRate(),
                parameters.sessEvictRate(),
                parameters.waitHealthCheck().toSeconds(),
                parameters.waitTakeover().toSeconds(),
                parameters.connections().absolute(),
                parameters.connections().relative(),
                parameters.sessions().absolute(),
                parameters.sessions().relative());
    }

    /** A read, put to one entry point. */
    private interface Question<W> {
        Call<W> call(EntryPoint at, String authorization);
    }

    /** A start or stop, put to one entry point. */
    private interface Command {
        Call<JsonNode> call(EntryPoint at, SentOnce once, String authorization);
    }

    /** How an answer's body is read; it may be null. */
    private interface Reading<W, T> {
        T read(W body) throws UnreadableException;
    }

    private record Found<T>(EntryPoint at, T value) {}

    private record Reply(Occasion occasion, int status, Optional<Verdict> refusal) {
        EmqxException failed(FailureKind kind) {
            return occasion.failed(
                    kind, "HTTP " + status + ": " + refusal.map(Verdict::said).orElse(""), null);
        }
    }
}
