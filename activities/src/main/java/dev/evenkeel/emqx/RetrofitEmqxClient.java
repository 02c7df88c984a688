package dev.evenkeel.emqx;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.contract.StartParameters;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import okhttp3.ResponseBody;
import retrofit2.Response;

/**
 * A cluster whose nodes speak one of the {@link Dialects}, not necessarily all the same.
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

    private static final String AVAILABILITY = "GET /load_rebalance/availability_check";

    static final String NO_SUCH_API =
            "there is no such API, which Enterprise has from 4.4.12 and 5.0.4 on, and every EMQX from 5.9 on";

    private final String cluster;
    private final List<EntryPoint> entryPoints;
    private final Credentials credentials;
    private final EmqxV5Api status;
    private final Dialects dialects;
    private final EntryPointMemory memory;
    private final NodeAddresses addresses;
    private final EmqxTimeouts timeouts;

    RetrofitEmqxClient(
            String cluster,
            List<EntryPoint> entryPoints,
            Credentials credentials,
            EmqxV5Api status,
            Dialects dialects,
            EntryPointMemory memory,
            EmqxTimeouts timeouts) {
        if (entryPoints.isEmpty()) {
            throw new IllegalArgumentException("a cluster has at least one entry point, " + cluster + " has none");
        }
        this.cluster = cluster;
        this.entryPoints = List.copyOf(entryPoints);
        this.credentials = credentials;
        this.status = status;
        this.dialects = dialects;
        this.memory = memory;
        this.addresses = new NodeAddresses(this.entryPoints, status, memory, timeouts);
        this.timeouts = timeouts;
    }

    @Override
    public List<EmqxNode> nodes() {
        Deadline deadline = Deadline.in(timeouts.allReads());
        Found<NodeList> found = read("GET /nodes", Optional.empty(), deadline, Dialect::nodes);
        Map<String, Long> statistics = found.value().complete()
                ? Map.of()
                : read("GET /stats", Optional.of(found.at()), deadline, Dialect::liveCounts)
                        .value();
        try {
            return found.value().with(statistics);
        } catch (UnreadableException uncounted) {
            throw new Occasion(cluster, found.at(), "GET /stats", Authorization.none())
                    .failed(FailureKind.EMQX_UNAVAILABLE, uncounted.getMessage(), uncounted);
        }
    }

    @Override
    public ClientCounters counters() {
        return read("GET /metrics", Optional.empty(), Deadline.in(timeouts.allReads()), Dialect::counters)
                .value();
    }

    @Override
    public GlobalStatus globalStatus(String preferred) {
        Deadline deadline = Deadline.in(timeouts.allReads());
        Optional<EntryPoint> first = Optional.ofNullable(preferred)
                .filter(node -> !node.isBlank())
                .flatMap(node -> addresses.entryPointOf(node, deadline.atMost(timeouts.another())));
        Found<GlobalStatus> found = read("GET /load_rebalance/global_status", first, deadline, Dialect::globalStatus);
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
        Occasion occasion = new Occasion(cluster, at, AVAILABILITY, Authorization.none());
        try {
            return dialects.speak(at, dialect -> available(dialect, occasion, deadline))
                    .orElseThrow(() -> noSuchApi(occasion));
        } catch (IOException silent) {
            throw occasion.failed(FailureKind.EMQX_UNAVAILABLE, silent.toString(), silent);
        }
    }

    /** Without a key; once more with it where the release wants one, and from then on with it. */
    private Optional<Boolean> available(Dialect dialect, Occasion without, Deadline deadline) throws IOException {
        if (memory.knownToWantKey(without.at())) {
            return availableWithKey(dialect, without.at(), deadline);
        }
        Response<ResponseBody> answer =
                Exchange.execute(dialect.availability(without.at(), null), deadline.atMost(timeouts.readCall()));
        if (answer.code() != 401) {
            return available(dialect, without, answer.code(), Exchange.text(answer));
        }
        Exchange.text(answer);
        memory.wantsKeyForAvailability(without.at());
        return availableWithKey(dialect, without.at(), deadline);
    }

    private Optional<Boolean> availableWithKey(Dialect dialect, EntryPoint at, Deadline deadline) throws IOException {
        Occasion occasion = new Occasion(cluster, at, AVAILABILITY, authorization());
        Response<ResponseBody> answer = Exchange.execute(
                dialect.availability(at, occasion.authorization().header()), deadline.atMost(timeouts.readCall()));
        return available(dialect, occasion, answer.code(), Exchange.text(answer));
    }

    private static Optional<Boolean> available(Dialect dialect, Occasion occasion, int status, String said) {
        if (dialect.noSuchApi(status, said)) {
            return Optional.empty();
        }
        Optional<Boolean> available = dialect.available(status, said);
        if (available.isEmpty()) {
            throw refused(occasion, status, dialect.verdict(Verdict.Asked.READ, status, said));
        }
        return available;
    }

    @Override
    public ExaminedEmqx examine(InstantSource clock) {
        return new Examination(cluster, entryPoints, status, dialects, timeouts, clock).of(this, this::authorization);
    }

    @Override
    public StartAnswer start(String coordinator, List<String> nodes, StartParameters parameters) {
        Deadline prompt = Deadline.in(PROMPT);
        Reply reply = send(
                Verdict.Asked.START,
                "POST /load_rebalance/" + coordinator + "/start",
                coordinator,
                dialect -> dialect.start(coordinator, nodes, parameters));
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
                dialect -> dialect.stop(coordinator));
        if (reply.refusal().isEmpty()) {
            return StopAnswer.STOPPED;
        }
        Verdict refusal = reply.refusal().get();
        if (refusal.reason().filter("not_started"::equals).isPresent()) {
            return StopAnswer.NOT_STARTED;
        }
        throw reply.failed(refusal.kind());
    }

    private <T> Found<T> read(
            String request,
            Optional<EntryPoint> preferred,
            Deadline deadline,
            Function<Dialect, Dialect.Query<?, T>> query) {
        List<EntryPoint> order = inOrder(preferred);
        List<String> silent = new ArrayList<>();
        EmqxException last = null;
        for (int tried = 0; tried < order.size(); tried++) {
            EntryPoint at = order.get(tried);
            Deadline share = share(deadline, order.size() - 1 - tried);
            Occasion occasion = new Occasion(cluster, at, request, authorization());
            try {
                T value = readAt(occasion, share, query);
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

    private <T> T readAt(Occasion occasion, Deadline deadline, Function<Dialect, Dialect.Query<?, T>> query) {
        try {
            return dialects.speak(occasion.at(), dialect -> readIn(dialect, occasion, deadline, query.apply(dialect)))
                    .orElseThrow(() -> noSuchApi(occasion));
        } catch (JsonProcessingException malformed) {
            throw occasion.failed(
                    FailureKind.EMQX_UNAVAILABLE, "not EMQX's JSON: " + malformed.getOriginalMessage(), malformed);
        } catch (IOException silent) {
            throw occasion.failed(FailureKind.EMQX_UNAVAILABLE, silent.toString(), silent);
        }
    }

    private static <W, T> Optional<T> readIn(
            Dialect dialect, Occasion occasion, Deadline deadline, Dialect.Query<W, T> query) throws IOException {
        Response<W> answer = Exchange.execute(
                query.question().call(occasion.at(), occasion.authorization().header()), deadline);
        if (answer.isSuccessful()) {
            return Optional.of(query.reading().read(answer.body()));
        }
        String said = Exchange.text(answer);
        if (dialect.noSuchApi(answer.code(), said)) {
            return Optional.empty();
        }
        throw refused(occasion, answer.code(), dialect.verdict(Verdict.Asked.READ, answer.code(), said));
    }

    private Reply send(
            Verdict.Asked asked, String request, String coordinator, Function<Dialect, Dialect.Command> command) {
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
            try {
                Reply reply = dialects.speak(
                                at, dialect -> sendIn(dialect, asked, occasion, deadline, command.apply(dialect)))
                        .orElseThrow(() -> noSuchApi(occasion));
                memory.answered(at);
                return reply;
            } catch (IOException lost) {
                memory.silent(at);
                unsent = occasion.failed(FailureKind.EMQX_UNAVAILABLE, "not sent: " + lost, lost);
            }
        }
        throw unsent;
    }

    /**
     * @return empty where there is no such API: then nothing was started or stopped, and the other dialect may be tried
     * @throws IOException if it was provably not sent
     */
    private static Optional<Reply> sendIn(
            Dialect dialect, Verdict.Asked asked, Occasion occasion, Deadline deadline, Dialect.Command command)
            throws IOException {
        SentOnce once = new SentOnce();
        try {
            Response<ResponseBody> answer = Exchange.execute(
                    command.call(occasion.at(), once, occasion.authorization().header()), deadline);
            String said = Exchange.text(answer);
            return dialect.noSuchApi(answer.code(), said)
                    ? Optional.empty()
                    : Optional.of(new Reply(occasion, answer.code(), dialect.refusal(asked, answer.code(), said)));
        } catch (IOException lost) {
            if (once.maybeSent()) {
                throw occasion.failed(FailureKind.EMQX_OUTCOME_UNKNOWN, "answer lost: " + lost, lost);
            }
            throw lost;
        }
    }

    private static EmqxException noSuchApi(Occasion occasion) {
        return occasion.failed(FailureKind.EMQX_NOT_SUPPORTED, "HTTP 404: " + NO_SUCH_API, null);
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

    private static EmqxException refused(Occasion occasion, int status, Verdict verdict) {
        return occasion.failed(verdict.kind(), "HTTP " + status + ": " + verdict.said(), null);
    }

    private record Found<T>(EntryPoint at, T value) {}

    private record Reply(Occasion occasion, int status, Optional<Verdict> refusal) {
        EmqxException failed(FailureKind kind) {
            return occasion.failed(
                    kind, "HTTP " + status + ": " + refusal.map(Verdict::said).orElse(""), null);
        }
    }
}
