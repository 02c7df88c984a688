package dev.evenkeel.emqx;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import okhttp3.ResponseBody;
import retrofit2.Response;

/**
 * Which node is behind which entry point: as given, by the pod or address in the node's name, or by asking {@code GET
 * /status}, which needs no key.
 */
final class NodeAddresses {
    private final List<EntryPoint> entryPoints;
    private final EmqxV5Api api;
    private final EntryPointMemory memory;
    private final EmqxTimeouts timeouts;

    NodeAddresses(List<EntryPoint> entryPoints, EmqxV5Api api, EntryPointMemory memory, EmqxTimeouts timeouts) {
        this.entryPoints = entryPoints;
        this.api = api;
        this.memory = memory;
        this.timeouts = timeouts;
    }

    /** The entry point of a node: by what is known, and otherwise by asking those that nothing is known of. */
    Optional<EntryPoint> entryPointOf(String node, Deadline deadline) {
        return knownEntryPointOf(node)
                .or(() -> entryPoints.stream()
                        .filter(entry -> knownNodeAt(entry, Stream.of(node)).isEmpty())
                        .filter(entry ->
                                askName(entry, deadline).filter(node::equals).isPresent())
                        .findFirst());
    }

    Optional<EntryPoint> knownEntryPointOf(String node) {
        return entryPoints.stream()
                .filter(entry ->
                        knownNodeAt(entry, Stream.of(node)).filter(node::equals).isPresent())
                .findFirst();
    }

    /** The node behind an entry point, looked for among these names too. */
    Optional<String> knownNodeAt(EntryPoint entry, Stream<String> names) {
        return entry.node()
                .or(() -> entry.host()
                        .flatMap(host -> names.filter(name -> NodeNames.runsAt(name, host))
                                .findFirst()))
                .or(() -> memory.nodeAt(entry));
    }

    Optional<String> askName(EntryPoint entry, Deadline deadline) {
        if (deadline.over()) {
            return Optional.empty();
        }
        try {
            Response<ResponseBody> answer = Exchange.execute(api.status(entry), deadline.atMost(timeouts.another()));
            Optional<String> name = NodeNames.inStatus(Exchange.text(answer));
            name.ifPresent(node -> memory.runs(entry, node));
            return name;
        } catch (IOException silent) {
            // Not to be learnt now; whoever needs the name says that it is not known.
            memory.silent(entry);
            return Optional.empty();
        }
    }
}
