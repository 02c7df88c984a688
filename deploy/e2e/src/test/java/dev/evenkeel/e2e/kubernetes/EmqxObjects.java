package dev.evenkeel.e2e.kubernetes;

import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodReadinessGate;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
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
 * @param cores how many nodes are cores of a StatefulSet while all others are replicants of a Deployment, to which alone
 *     clients are sent; 0: all are cores, and take clients
 */
public record EmqxObjects(
        boolean servingLabel, boolean readinessGate, boolean dualStack, boolean publishNotReady, int cores) {
    public static final String INSTANCE = "emqx-ee";
    public static final String LISTENERS = INSTANCE + "-listeners";
    public static final String HEADLESS = INSTANCE + "-headless";
    public static final String DASHBOARD = INSTANCE + "-dashboard";
    public static final String SERVING = "evenkeel.dev/serving";
    public static final String GATE = "apps.emqx.io/on-serving";
    static final int API_PORT = 18083;

    private static final String REPLICANTS = INSTANCE + "-replicant";
    private static final String INSTANCE_LABEL = "apps.emqx.io/instance";
    private static final ServicePort MQTT = port("mqtt", 1883);
    private static final ServicePort API = port("dashboard", API_PORT);

    /** The serving label and nothing else. */
    public static EmqxObjects defaults() {
        return new EmqxObjects(true, false, false, false, 0);
    }

    public EmqxObjects withServingLabel(boolean on) {
        return new EmqxObjects(on, readinessGate, dualStack, publishNotReady, cores);
    }

    public EmqxObjects withReadinessGate(boolean on) {
        return new EmqxObjects(servingLabel, on, dualStack, publishNotReady, cores);
    }

    public EmqxObjects withDualStack(boolean on) {
        return new EmqxObjects(servingLabel, readinessGate, on, publishNotReady, cores);
    }

    public EmqxObjects withPublishNotReady(boolean on) {
        return new EmqxObjects(servingLabel, readinessGate, dualStack, on, cores);
    }

    public EmqxObjects withReplicantsBeside(int coreNodes) {
        return new EmqxObjects(servingLabel, readinessGate, dualStack, publishNotReady, coreNodes);
    }

    String statefulSetName() {
        return cores == 0 ? INSTANCE : INSTANCE + "-core";
    }

    /** Whether a pod of this name is a replicant's. */
    boolean replicant(String pod) {
        return pod.startsWith(REPLICANTS + "-");
    }

    StatefulSet statefulSet(int nodes) {
        StatefulSet set = new StatefulSetBuilder()
                .withNewMetadata()
                .withName(statefulSetName())
                .withLabels(cores == 0 ? Map.of(INSTANCE_LABEL, INSTANCE) : role("core"))
                .endMetadata()
                .withNewSpec()
                .withReplicas(cores == 0 ? nodes : cores)
                .withServiceName(HEADLESS)
                .withPodManagementPolicy("Parallel")
                .withNewSelector()
                .withMatchLabels(cores == 0 ? Map.of(INSTANCE_LABEL, INSTANCE) : role("core"))
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(cores == 0 ? selected() : role("core"))
                .endMetadata()
                .withSpec(podSpec())
                .endTemplate()
                .endSpec()
                .build();
        return set;
    }

    Deployment replicants(int nodes) {
        return new DeploymentBuilder()
                .withNewMetadata()
                .withName(REPLICANTS)
                .withLabels(role("replicant"))
                .endMetadata()
                .withNewSpec()
                .withReplicas(nodes - cores)
                .withNewSelector()
                .withMatchLabels(role("replicant"))
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(selected())
                .endMetadata()
                .withSpec(podSpec())
                .endTemplate()
                .endSpec()
                .build();
    }

    private PodSpec podSpec() {
        PodSpec spec = new PodSpecBuilder()
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
                .build();
        if (readinessGate) {
            spec.setReadinessGates(List.of(new PodReadinessGate(GATE)));
        }
        return spec;
    }

    private static Map<String, String> role(String role) {
        return Map.of(INSTANCE_LABEL, INSTANCE, "apps.emqx.io/db-role", role);
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
        Map<String, String> labels = new HashMap<>(cores == 0 ? Map.of(INSTANCE_LABEL, INSTANCE) : role("replicant"));
        if (servingLabel) {
            labels.put(SERVING, "true");
        }
        return labels;
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
