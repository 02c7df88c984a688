package dev.evenkeel.e2e.replay;

import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.contract.WorkflowNames;
import io.temporal.common.WorkflowExecutionHistory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A history that a shipped version left behind, one for each way in which runs end. Runs outlive deploys of the worker:
 * whatever the workflow becomes, these must replay. Written by {@code HistoriesBench}, and never written anew for a
 * version that was shipped.
 */
public enum KeptHistory {
    BALANCED,
    ABORTED,
    FAILED;

    /** The version that left them. */
    static final String VERSION = "0.1";

    private String file() {
        return name().toLowerCase(java.util.Locale.ROOT) + ".json";
    }

    /** Where it is kept, from the module's folder. */
    public Path path() {
        return Path.of("src/test/resources/histories", VERSION, file());
    }

    /** The history, under the id that it had: the workflow asks for it. */
    WorkflowExecutionHistory history() {
        return WorkflowExecutionHistory.fromJson(
                json(), WorkflowNames.rebalanceId(ClusterRef.inKubernetes("default", "emqx-ee")));
    }

    private String json() {
        try (InputStream kept = KeptHistory.class.getResourceAsStream("/histories/" + VERSION + "/" + file())) {
            if (kept == null) {
                throw new IllegalStateException("no kept history " + path());
            }
            return new String(kept.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
