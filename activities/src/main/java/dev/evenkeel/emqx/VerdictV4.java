package dev.evenkeel.emqx;

import dev.evenkeel.contract.FailureKind;
import java.util.List;
import java.util.Optional;

/**
 * What the message of a start or stop that 4.4 refused inside of HTTP 200 means. Pure. The message is the bare reason or a
 * sentence; some releases print it as Erlang prints a list, so it is searched and not compared.
 */
final class VerdictV4 {
    private VerdictV4() {}

    static Verdict on(Verdict.Asked asked, String message) {
        Optional<String> reason = Verdict.knownReasonIn(message);
        return new Verdict(kind(asked, reason, message), message, reason, Optional.empty());
    }

    private static FailureKind kind(Verdict.Asked asked, Optional<String> reason, String message) {
        if (reason.isPresent()) {
            return reason.filter("eviction_agent_busy"::equals).isPresent()
                    ? FailureKind.EMQX_BUSY
                    : FailureKind.EMQX_REJECTED;
        }
        // A node that does not answer may have done what was asked before it fell silent.
        if (contains(message, List.of("Error communicating with node", "Unrecognized rpc result"))) {
            return asked.lost();
        }
        // The node in the path, or nodes that shall take part: down, unknown, or taken by somebody else.
        boolean nodes =
                contains(message, List.of("invalid node: ", "unavailable nodes in", "no available nodes list in"));
        return nodes ? FailureKind.EMQX_UNAVAILABLE : FailureKind.EMQX_REJECTED;
    }

    private static boolean contains(String message, List<String> words) {
        return words.stream().anyMatch(message::contains);
    }
}
