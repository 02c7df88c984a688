package dev.evenkeel.e2e.house.crooked.emqx;

/** fabric8 is Kubernetes' side. */
final class SeesFabric8 {
    io.fabric8.kubernetes.client.KubernetesClient wrong;
}
