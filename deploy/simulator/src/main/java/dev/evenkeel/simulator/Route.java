package dev.evenkeel.simulator;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * One endpoint: where it is, who may ask, how long it waits for nodes that do not answer, and what it says then.
 *
 * @param path segments, of which {@code :node} stands for any
 * @param access who may ask
 * @param blocked whether some node that is asked behind the scenes keeps it waiting
 * @param patience the longest wait, of EMQX time
 */
record Route(
        String method,
        String path,
        Access access,
        Predicate<Call> blocked,
        Duration patience,
        Function<Call, Reply> answer) {

    /** How long {@code /nodes} and the like wait for a node that does not answer; measured on 5.10.3 with a stopped process. */
    static final Duration NODES_PATIENCE = Duration.ofSeconds(30);

    /** Who may ask. */
    enum Access {
        PUBLIC,
        READER,
        WRITER
    }

    static Route open(String method, String path, Function<Call, Reply> answer) {
        return new Route(method, path, Access.PUBLIC, call -> false, Duration.ZERO, answer);
    }

    static Route reader(String path, Function<Call, Reply> answer) {
        return new Route("GET", path, Access.READER, call -> false, Duration.ZERO, answer);
    }

    static Route writer(String path, Function<Call, Reply> answer) {
        return new Route("POST", path, Access.WRITER, call -> false, Duration.ZERO, answer);
    }

    Route waiting(Predicate<Call> isBlocked, Duration limit) {
        return new Route(method, path, access, isBlocked, limit, answer);
    }

    /** The call with the node of its path, if the path is this route's. */
    Optional<Call> match(Call call) {
        String[] wanted = path.split("/", -1);
        String[] given = call.path().split("/", -1);
        if (wanted.length != given.length) {
            return Optional.empty();
        }
        String node = "";
        for (int i = 0; i < wanted.length; i++) {
            if (wanted[i].equals(":node")) {
                node = URLDecoder.decode(given[i].replace("+", "%2B"), StandardCharsets.UTF_8);
            } else if (!wanted[i].equals(given[i])) {
                return Optional.empty();
            }
        }
        return Optional.of(call.withNodeInPath(node));
    }
}
