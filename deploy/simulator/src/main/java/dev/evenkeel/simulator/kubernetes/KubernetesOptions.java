package dev.evenkeel.simulator.kubernetes;

import java.time.Duration;

/**
 * What the objects around an EMQX cluster look like.
 *
 * @param instance name of the StatefulSet, value of the label {@code apps.emqx.io/instance}
 * @param servingLabel pods carry {@code evenkeel.dev/serving=true} and the listeners' Service selects by it
 * @param readinessGate pods carry EMQX Operator's readiness gate {@code apps.emqx.io/on-serving}, True at first
 * @param dashboardService there is also a ClusterIP Service {@code <instance>-dashboard}
 * @param controllerDelay how long after a change of a pod or Service the EndpointSlices are rewritten, in real time;
 *     zero rewrites them before the write returns
 */
public record KubernetesOptions(
        String namespace,
        String instance,
        boolean servingLabel,
        boolean readinessGate,
        boolean dashboardService,
        Duration controllerDelay) {

    /** Namespace default, instance emqx-ee, the serving label, no gate, no dashboard Service, 10 ms. */
    public static KubernetesOptions defaults() {
        return new KubernetesOptions("default", "emqx-ee", true, false, false, Duration.ofMillis(10));
    }

    public KubernetesOptions withNamespace(String other) {
        return new KubernetesOptions(other, instance, servingLabel, readinessGate, dashboardService, controllerDelay);
    }

    public KubernetesOptions withInstance(String other) {
        return new KubernetesOptions(namespace, other, servingLabel, readinessGate, dashboardService, controllerDelay);
    }

    public KubernetesOptions withServingLabel(boolean on) {
        return new KubernetesOptions(namespace, instance, on, readinessGate, dashboardService, controllerDelay);
    }

    public KubernetesOptions withReadinessGate(boolean on) {
        return new KubernetesOptions(namespace, instance, servingLabel, on, dashboardService, controllerDelay);
    }

    public KubernetesOptions withDashboardService(boolean on) {
        return new KubernetesOptions(namespace, instance, servingLabel, readinessGate, on, controllerDelay);
    }

    public KubernetesOptions withControllerDelay(Duration delay) {
        return new KubernetesOptions(namespace, instance, servingLabel, readinessGate, dashboardService, delay);
    }

    String listeners() {
        return instance + "-listeners";
    }
}
