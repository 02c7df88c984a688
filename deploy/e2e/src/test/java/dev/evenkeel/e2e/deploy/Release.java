package dev.evenkeel.e2e.deploy;

import dev.evenkeel.e2e.kubernetes.RealKubernetes;
import dev.evenkeel.e2e.real.Program;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The chart, installed by Helm before the real API server, in a namespace of its own. Nothing runs its pods. */
public final class Release implements AutoCloseable {
    private final RealKubernetes api;
    private final String namespace;
    private final Path kubeconfig;
    private final String notes;
    private boolean installed = true;

    private Release(RealKubernetes api, String namespace, Path kubeconfig, String notes) {
        this.api = api;
        this.namespace = namespace;
        this.kubeconfig = kubeconfig;
        this.notes = notes;
    }

    /** Installs it with these {@code --set} arguments. */
    public static Release install(RealKubernetes api, String... sets) {
        return install(api, api.newNamespace("release"), List.of(), sets);
    }

    /** Installs it into a namespace that is there, with values of a file too. */
    static Release install(RealKubernetes api, String namespace, Path values, String... sets) {
        return install(api, namespace, List.of("--values=" + values), sets);
    }

    private static Release install(RealKubernetes api, String namespace, List<String> further, String... sets) {
        List<String> arguments =
                new ArrayList<>(List.of("install", Chart.RELEASE, Chart.FOLDER.toString(), "--namespace=" + namespace));
        arguments.addAll(further);
        for (String set : sets) {
            arguments.add("--set=" + set);
        }
        try {
            Path kubeconfig = Files.writeString(
                    Checkout.folder("helm").resolve(namespace + ".kubeconfig"), api.adminKubeconfig());
            Program.Ended ended = Chart.helm(Map.of("KUBECONFIG", kubeconfig.toString()), arguments);
            return new Release(api, namespace, kubeconfig, ended.wanted());
        } catch (IOException unable) {
            throw new UncheckedIOException(unable);
        }
    }

    public String namespace() {
        return namespace;
    }

    /** What Helm printed at the end. */
    String notes() {
        return notes;
    }

    Deployment worker() {
        return api.admin()
                .apps()
                .deployments()
                .inNamespace(namespace)
                .withName(Chart.RELEASE)
                .require();
    }

    /** The pod that the janitor's CronJob makes in an EMQX namespace. */
    PodSpec janitor(String emqxNamespace) {
        return api.admin()
                .batch()
                .v1()
                .cronjobs()
                .inNamespace(emqxNamespace)
                .withName(Chart.RELEASE + "-janitor")
                .require()
                .getSpec()
                .getJobTemplate()
                .getSpec()
                .getTemplate()
                .getSpec();
    }

    /** A token of the worker's service account: its rights are the chart's, and no others. */
    public String workersToken() {
        return api.tokenOf(namespace, Chart.RELEASE);
    }

    /** A token of the janitor's service account in an EMQX namespace. */
    public String janitorsToken(String emqxNamespace) {
        return api.tokenOf(emqxNamespace, Chart.RELEASE + "-janitor");
    }

    /** Takes it away; its namespace stays. */
    void uninstall() {
        installed = false;
        Chart.helm(
                        Map.of("KUBECONFIG", kubeconfig.toString()),
                        List.of("uninstall", Chart.RELEASE, "--namespace=" + namespace))
                .wanted();
    }

    /** Of the worker's service account, as the audit log names it. */
    public String workersUser() {
        return user(namespace, Chart.RELEASE);
    }

    /** The same of the janitor's in an EMQX namespace. */
    public String janitorsUser(String emqxNamespace) {
        return user(emqxNamespace, Chart.RELEASE + "-janitor");
    }

    private static String user(String namespace, String serviceAccount) {
        return "system:serviceaccount:" + namespace + ":" + serviceAccount;
    }

    /** What the worker may do in an EMQX namespace. */
    public List<PolicyRule> workersRules(String emqxNamespace) {
        return role(emqxNamespace).require().getRules();
    }

    /** Lets the worker do this there and nothing else. */
    public void grant(String emqxNamespace, List<PolicyRule> rules) {
        role(emqxNamespace).edit(role -> new RoleBuilder(role).withRules(rules).build());
    }

    private Resource<Role> role(String emqxNamespace) {
        return api.admin().rbac().roles().inNamespace(emqxNamespace).withName(Chart.RELEASE);
    }

    /** Where the namespace went, the release went with it. */
    @Override
    public void close() {
        Namespace home = api.admin().namespaces().withName(namespace).get();
        if (home == null || home.getMetadata().getDeletionTimestamp() != null) {
            return;
        }
        if (installed) {
            uninstall();
        }
        api.admin().namespaces().withName(namespace).delete();
    }
}
