package dev.evenkeel.e2e.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The objects that the chart makes.
 *
 * @param text as Helm printed it
 * @param documents one per object, as they are
 */
public record Rendered(String text, List<String> documents) {
    private static final KubernetesSerialization YAML = new KubernetesSerialization();

    static Rendered of(String text) {
        return new Rendered(
                text,
                Stream.of(text.split("(?m)^---$"))
                        .filter(document -> document.lines().anyMatch(line -> line.startsWith("kind:")))
                        .toList());
    }

    /** Every object as the API's own types have it. */
    public List<HasMetadata> objects() {
        return documents.stream().map(Rendered::typed).toList();
    }

    private static HasMetadata typed(String document) {
        return YAML.unmarshal(document);
    }

    /** Every object with all its fields, known to the types or not. */
    List<GenericKubernetesResource> untyped() {
        return documents.stream()
                .map(document -> YAML.unmarshal(document, GenericKubernetesResource.class))
                .toList();
    }

    public <T extends HasMetadata> List<T> all(Class<T> kind) {
        return objects().stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    public <T extends HasMetadata> T one(Class<T> kind, String namespace, String name) {
        List<T> found = all(kind).stream()
                .filter(object -> name.equals(object.getMetadata().getName()))
                .filter(object -> namespace.equals(object.getMetadata().getNamespace()))
                .toList();
        if (found.size() != 1) {
            throw new AssertionError(
                    found.size() + " of " + kind.getSimpleName() + " " + namespace + "/" + name + " in\n"
                            + objects().stream()
                                    .map(object -> object.getKind() + " "
                                            + object.getMetadata().getNamespace() + "/"
                                            + object.getMetadata().getName())
                                    .toList());
        }
        return found.get(0);
    }

    /** The pods of every workload. */
    List<PodTemplateSpec> pods() {
        List<PodTemplateSpec> pods = new ArrayList<>();
        all(Deployment.class).forEach(one -> pods.add(one.getSpec().getTemplate()));
        all(CronJob.class)
                .forEach(
                        one -> pods.add(one.getSpec().getJobTemplate().getSpec().getTemplate()));
        return pods;
    }

    /** The settings that a ConfigMap holds. */
    JsonNode settings(String namespace, String name) {
        return Checkout.yaml(one(io.fabric8.kubernetes.api.model.ConfigMap.class, namespace, name)
                .getData()
                .get("application.yml"));
    }
}
