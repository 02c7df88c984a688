package dev.evenkeel.kubernetes;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * EMQX Operator's gate, written as the operator writes it: a strategic merge of that one condition into {@code
 * pods/status}, without reason and message, the time in whole seconds. The pod's {@code uid} keeps it from a replacement
 * of the same name.
 */
final class GatePatch {
    private final KubernetesClient client;

    GatePatch(KubernetesClient client) {
        this.client = client;
    }

    void set(Pod pod, boolean serving, Instant now) {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        patch.putObject("metadata").put("uid", pod.getMetadata().getUid());
        patch.putObject("status")
                .putArray("conditions")
                .addObject()
                .put("type", Pods.OPERATOR_GATE)
                .put("status", serving ? "True" : "False")
                .put("lastTransitionTime", now.truncatedTo(ChronoUnit.SECONDS).toString());
        String namespace = pod.getMetadata().getNamespace();
        // With the pod at hand fabric8 patches without a get, for which pods/status would be one right more.
        new ApiCall("patch", "pods/status", namespace)
                .make(() -> client.pods()
                        .inNamespace(namespace)
                        .resource(pod)
                        .subresource("status")
                        .patch(PatchContext.of(PatchType.STRATEGIC_MERGE), patch.toString()));
    }
}
