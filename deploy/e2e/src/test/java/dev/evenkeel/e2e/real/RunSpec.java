package dev.evenkeel.e2e.real;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.evenkeel.contract.ContractJson;
import java.io.UncheckedIOException;

/** Requests that these tests send. */
final class RunSpec {
    /** A run in which every phase takes a second or two before an EMQX that is ten times as fast. */
    static final double SPEED = 10;

    static final String EVERY_PHASE = everyPhase(false);
    static final String APPROVED = everyPhase(true);

    private RunSpec() {}

    static JsonNode tree(String text) {
        try {
            return ContractJson.mapper().readTree(text);
        } catch (JsonProcessingException bad) {
            throw new UncheckedIOException(bad);
        }
    }

    private static String everyPhase(boolean approval) {
        return String.format("""
                {"instanceName": "emqx-ee", "approval": {"required": %s}, "rebalanceStrategy": {
                 "connEvictRate": 40, "sessEvictRate": 25, "waitTakeover": 10, "waitHealthCheck": 10,
                 "absConnThreshold": 100, "absSessThreshold": 100, "relConnThreshold": 1.1, "relSessThreshold": 1.1}}
                """, approval);
    }
}
