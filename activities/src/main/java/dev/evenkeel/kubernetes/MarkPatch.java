package dev.evenkeel.kubernetes;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Instant;

/**
 * Label and both annotations in one JSON merge patch (RFC 7386), so that a pod is never out without a mark. It holds
 * only our keys, so nobody else's are lost, and the pod's {@code uid}, so that its replacement of the same name is not
 * meant: the API answers 409 then, and whoever wanted this looks again.
 *
 * <p>Excluding also holds the {@code resourceVersion}: a pod that has changed since it was looked at may carry another
 * run's mark by now. Restoring does not: a pod that somebody writes to all the time must come back too.
 */
final class MarkPatch {
    private final KubernetesClient client;

    MarkPatch(KubernetesClient client) {
        this.client = client;
    }

    /** False where the pod is gone. */
    boolean exclude(Pod pod, String mark, Instant until) {
        ObjectNode metadata = labelled(pod, Marks.SERVING_LABEL, "false", marks(mark, until));
        metadata.put("resourceVersion", pod.getMetadata().getResourceVersion());
        return send(pod, metadata);
    }

    /** False where the pod is gone. */
    boolean restore(Pod pod) {
        return send(pod, labelled(pod, Marks.SERVING_LABEL, "true", noMarks()));
    }

    /** Marks of a pod whose gate is about to be held; the gate itself is the {@link GatePatch}'s. */
    void markGated(Pod pod, String mark, Instant until) {
        ObjectNode metadata = labelled(pod, Marks.GATED_LABEL, "true", marks(mark, until));
        metadata.put("resourceVersion", pod.getMetadata().getResourceVersion());
        send(pod, metadata);
    }

    /** False where the pod is gone. */
    boolean unmarkGated(Pod pod) {
        return send(pod, labelled(pod, Marks.GATED_LABEL, null, noMarks()));
    }

    private static ObjectNode marks(String mark, Instant until) {
        ObjectNode annotations = JsonNodeFactory.instance.objectNode();
        annotations.put(Marks.EXCLUDED_BY, mark);
        annotations.put(Marks.EXCLUDED_UNTIL, until.toString());
        return annotations;
    }

    private static ObjectNode noMarks() {
        ObjectNode annotations = JsonNodeFactory.instance.objectNode();
        annotations.putNull(Marks.EXCLUDED_BY);
        annotations.putNull(Marks.EXCLUDED_UNTIL);
        return annotations;
    }

    private static ObjectNode labelled(Pod pod, String label, String value, ObjectNode annotations) {
        ObjectNode metadata = JsonNodeFactory.instance.objectNode();
        metadata.put("uid", pod.getMetadata().getUid());
        metadata.putObject("labels").put(label, value);
        metadata.set("annotations", annotations);
        return metadata;
    }

    private boolean send(Pod pod, ObjectNode metadata) {
        String namespace = pod.getMetadata().getNamespace();
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        patch.set("metadata", metadata);
        // fabric8 gets the pod first, and answers null where there is none.
        return new ApiCall("patch", "pods", namespace)
                        .make(() -> client.pods()
                                .inNamespace(namespace)
                                .withName(pod.getMetadata().getName())
                                .patch(PatchContext.of(PatchType.JSON_MERGE), patch.toString()))
                != null;
    }
}
