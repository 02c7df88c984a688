package dev.evenkeel.e2e.kubernetes;

import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodReadinessGate;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The objects that hold an EMQX cluster, as a plain manifest would have them.
 *
 * @param servingLabel the pod template carries {@code evenkeel.dev/serving=true} and the listeners' Service selects by it
 * @param readinessGate the pods carry EMQX Operator's readiness gate
 * @param dualStack the Services have both address families
 * @param publishNotReady the listeners' Service publishes pods that are not ready
 */
public record EmqxObjects(boolean servingLabel, boolean readinessGate, boolean dualStack, boolean publishNotReady) {
    public static final String INSTANCE = "emqx-ee";
    public static final String LISTENERS = INSTANCE + "-listeners";
    public static final String HEADLESS = INSTANCE + "-headless";
    public static final String DASHBOARD = INSTANCE + "-dashboard";
    public static final String SERVING = "evenkeel.dev/serving";
    public static final String GATE = "apps.emqx.io/on-serving";
    static final int API_PORT = 18083;

    private static final String INSTANCE_LABEL = "apps.emqx.io/instance";
    private static final ServicePort MQTT = port("mqtt", 1883);
    private static final ServicePort API = port("dashboard", API_PORT);

    /** The serving label and nothing else. */
    public static EmqxObjects defaults() {
        return new EmqxObjects(true, false, false, false);
    }

    public EmqxObjects withServingLabel(boolean on) {
        return new EmqxObjects(on, readinessGate, dualStack, publishNotReady);
    }

    public EmqxObjects withReadinessGate(boolean on) {
        return new EmqxObjects(servingLabel, on, dualStack, publishNotReady);
    }

    public EmqxObjects withDualStack(boolean on) {
        return new EmqxObjects(servingLabel, readinessGate, on, publishNotReady);
    }

    public EmqxObjects withPublishNotReady(boolean on) {
        return new EmqxObjects(servingLabel, readinessGate, dualStack, on);
    }

    StatefulSet statefulSet(int replicas) {
        StatefulSet set = new StatefulSetBuilder()
                .withNewMetadata()
                .withName(INSTANCE)
                .addToLabels(INSTANCE_LABEL, INSTANCE)
                .endMetadata()
                .withNewSpec()
                .withReplicas(replicas)
                .withServiceName(HEADLESS)
                .withPodManagementPolicy("Parallel")
                .withNewSelector()
                .addToMatchLabels(INSTANCE_LABEL, INSTANCE)
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(selected())
                .endMetadata()
                .withNewSpec()
                .withContainers(new ContainerBuilder()
                        .withName("emqx")
                        .withImage("emqx/emqx-enterprise:5.10.3")
                        .addNewPort()
                        .withName("mqtt")
                        .withContainerPort(1883)
                        .endPort()
                        .addNewPort()
                        .withName("dashboard")
                        .withContainerPort(API_PORT)
                        .endPort()
                        .build())
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
        if (readinessGate) {
            set.getSpec().getTemplate().getSpec().setReadinessGates(List.of(new PodReadinessGate(GATE)));
        }
        return set;
    }

    List<Service> services() {
        Service headless = service(HEADLESS, Map.of(INSTANCE_LABEL, INSTANCE), MQTT, API);
        headless.getSpec().setClusterIP("None");
        headless.getSpec().setPublishNotReadyAddresses(true);
        Service listeners = service(LISTENERS, selected(), MQTT);
        listeners.getSpec().setType("LoadBalancer");
        listeners.getSpec().setPublishNotReadyAddresses(publishNotReady);
        return List.of(headless, listeners, service(DASHBOARD, Map.of(INSTANCE_LABEL, INSTANCE), API));
    }

    /** A further Service, with the client port. */
    Service front(String name, Map<String, String> more) {
        Map<String, String> selector = new HashMap<>(selected());
        selector.putAll(more);
        return service(name, selector, MQTT);
    }

    PodDisruptionBudget budget() {
        return new PodDisruptionBudgetBuilder()
                .withNewMetadata()
                .withName(INSTANCE)
                .endMetadata()
                .withNewSpec()
                .withMaxUnavailable(new IntOrString(1))
                .withNewSelector()
                .addToMatchLabels(INSTANCE_LABEL, INSTANCE)
                .endSelector()
                .endSpec()
                .build();
    }

    private Map<String, String> selected() {
        return servingLabel ? Map.of(INSTANCE_LABEL, INSTANCE, SERVING, "true") : Map.of(INSTANCE_LABEL, INSTANCE);
    }

    private Service service(String name, Map<String, String> selector, ServicePort... ports) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels(INSTANCE_LABEL, INSTANCE)
                .endMetadata()
                .withNewSpec()
                .withIpFamilyPolicy(dualStack ? "RequireDualStack" : "SingleStack")
                .withSelector(selector)
                .withPorts(ports)
                .endSpec()
                .build();
    }

    private static ServicePort port(String name, int number) {
        return new ServicePortBuilder()
                .withName(name)
                .withPort(number)
                .withTargetPort(new IntOrString(name))
                .build();
    }
}
