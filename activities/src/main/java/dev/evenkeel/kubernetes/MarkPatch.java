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
 * only our keys, so nobody else's are lost, and the pod's {@code resourceVersion}: if the pod has changed since it was
 * looked at, the API answers 409 and whoever wanted this looks again.
 */
final class MarkPatch {
    private final KubernetesClient client;

    MarkPatch(KubernetesClient client) {
        this.client = client;
    }

    void exclude(Pod pod, String mark, Instant until) {
        ObjectNode annotations = JsonNodeFactory.instance.objectNode();
        annotations.put(Marks.EXCLUDED_BY, mark);
        annotations.put(Marks.EXCLUDED_UNTIL, until.toString());
        send(pod, "false", annotations);
    }

    void restore(Pod pod) {
        ObjectNode annotations = JsonNodeFactory.instance.objectNode();
        annotations.putNull(Marks.EXCLUDED_BY);
        annotations.putNull(Marks.EXCLUDED_UNTIL);
        send(pod, "true", annotations);
    }

    private void send(Pod pod, String serving, ObjectNode annotations) {
        String namespace = pod.getMetadata().getNamespace();
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        ObjectNode metadata = patch.putObject("metadata");
        metadata.put("uid", pod.getMetadata().getUid());
        metadata.put("resourceVersion", pod.getMetadata().getResourceVersion());
        metadata.putObject("labels").put(Marks.SERVING_LABEL, serving);
        metadata.set("annotations", annotations);
        new ApiCall("patch", "pods", namespace)
                .make(() -> client.pods()
                        .inNamespace(namespace)
                        .withName(pod.getMetadata().getName())
                        .patch(PatchContext.of(PatchType.JSON_MERGE), patch.toString()));
    }
}
