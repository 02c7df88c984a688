package dev.evenkeel.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.contract.ContractJson;
import dev.evenkeel.contract.RebalanceRequest;
import dev.evenkeel.contract.RequestReader;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What is shown, and what must come of it.
 *
 * @param before connections of each node at the start
 * @param spec the request, as the {@code spec} of a {@code Rebalance} resource in JSON
 * @param donorsAfter connections of the donors at the end, in any order, the smallest first
 * @param recipientAfter connections of the recipient at the end
 */
record Example(List<Long> before, String spec, List<Long> donorsAfter, long recipientAfter) {
    static final ClusterRef CLUSTER = new ClusterRef("default", "emqx-ee", Optional.empty());

    Example {
        before = List.copyOf(before);
        donorsAfter = List.copyOf(donorsAfter);
    }

    /** The cluster, the strategy and the figures of the article "MQTT connection rebalancing" of EMQX, 2023. */
    static Example article() {
        return new Example(List.of(3334L, 3333L, 3333L, 0L), """
                {"instanceName": "emqx-ee", "instanceKind": "EmqxEnterprise", "rebalanceStrategy": {
                 "connEvictRate": 10, "sessEvictRate": 10, "waitTakeover": 10, "waitHealthCheck": 10,
                 "absConnThreshold": 100, "absSessThreshold": 100,
                 "relConnThreshold": "1.1", "relSessThreshold": "1.1"}}
                """, List.of(2553L, 2553L, 2554L), 2340);
    }

    Example withSpec(String other) {
        return new Example(before, other, donorsAfter, recipientAfter);
    }

    Example withRecipientAfter(long other) {
        return new Example(before, spec, donorsAfter, other);
    }

    RebalanceRequest request() {
        try {
            RequestReader.Reading reading =
                    RequestReader.read(ContractJson.mapper().readTree(spec));
            return reading.request()
                    .orElseThrow(
                            () -> new IllegalStateException("the example's request is refused: " + reading.problems()));
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("the example's request is no JSON", broken);
        }
    }

    /** The end of it in a line. */
    String figures() {
        return "donors "
                + donorsAfter.stream().map(Figures::count).collect(Collectors.joining(" / "))
                + ", recipient " + Figures.count(recipientAfter);
    }

    long total() {
        return before.stream().mapToLong(Long::longValue).sum();
    }
}
