package dev.evenkeel.worker;

import dev.evenkeel.activity.ConnectionProfiles;
import dev.evenkeel.activity.Janitor;
import dev.evenkeel.activity.RunFates;
import dev.evenkeel.activity.Sleeper;
import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.emqx.RetrofitEmqxClients;
import dev.evenkeel.kubernetes.ClusterAdoption;
import dev.evenkeel.kubernetes.Fabric8Adoption;
import dev.evenkeel.kubernetes.KubernetesClients;
import dev.evenkeel.kubernetes.KubernetesSettings;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * What a command that runs next to the clusters has of them, by the worker's own settings and without Temporal or a
 * Spring application. Opening it asks nothing of anybody.
 */
public final class ClusterAccess implements AutoCloseable {
    private final EvenkeelSettings settings;
    private final Environs environs;
    private final KubernetesClient kubernetes;
    private final KubernetesAccess parts;
    private final RetrofitEmqxClients emqx;

    private ClusterAccess(EvenkeelSettings settings, Environs environs, KubernetesSettings api) {
        this.settings = settings;
        this.environs = environs;
        this.kubernetes = KubernetesClients.open(api);
        this.parts =
                KubernetesAccess.of(kubernetes, settings.kubernetes().reach().routes(kubernetes));
        this.emqx = new RetrofitEmqxClients(settings.emqx().timeouts());
    }

    /**
     * As this process is surrounded: its environment, an {@code application.yml}, and these arguments.
     *
     * @param arguments settings as the worker takes them, {@code --evenkeel.x=y}
     * @throws SettingsException with everything that is wrong with them, and where there is no Kubernetes to reach
     */
    public static ClusterAccess ofProcess(List<String> arguments) {
        ConfigurableEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .addFirst(new SimpleCommandLinePropertySource(arguments.toArray(String[]::new)));
        ConfigDataEnvironmentPostProcessor.applyTo(environment);
        ConfigurationPropertySources.attach(environment);
        return of(environment, Environs.ofProcess());
    }

    static ClusterAccess of(ConfigurableEnvironment environment, Environs environs) {
        EvenkeelSettings settings = SettingsReader.read(environment, environs);
        KubernetesSettings api = settings.kubernetes()
                .api(environs)
                .orElseThrow(
                        () -> new SettingsException(List.of("evenkeel.kubernetes: there is no service account and no"
                                + " kubeconfig; set evenkeel.kubernetes.kubeconfig")));
        return new ClusterAccess(settings, environs, api);
    }

    /** The Kubernetes API. */
    public KubernetesClient kubernetes() {
        return kubernetes;
    }

    /** Prepares clusters for lever {@code label}. */
    public ClusterAdoption adoption() {
        return new Fabric8Adoption(kubernetes);
    }

    /** A janitor that has no Temporal to ask: it acts on Leases alone. */
    public Janitor janitor() {
        return worker(RunFates.unknown(), settings.profiles(environs)).janitor();
    }

    /** A worker; credentials that are given for a cluster go before those that the settings bind to it. */
    RebalanceWorker worker(RunFates fates, ClusterRef cluster, LocalCredentials credentials) {
        return worker(
                fates,
                credentials.given()
                        ? settings.profiles(environs).and(credentials.profile(cluster, kubernetes, environs))
                        : settings.profiles(environs));
    }

    private RebalanceWorker worker(RunFates fates, ConnectionProfiles profiles) {
        return new RebalanceWorker(new RebalanceWorker.Surroundings(
                environs.processName(),
                namespace(),
                profiles,
                emqx,
                parts,
                fates,
                settings.pace().pace(),
                settings.janitor().times(),
                InstantSource.system(),
                Sleeper.wallClock(),
                settings.prometheus().client(environs)));
    }

    EvenkeelSettings settings() {
        return settings;
    }

    /** Which context of which kubeconfig is spoken to, for names of files; {@code default} where there is none. */
    public String context() {
        return Optional.ofNullable(kubernetes.getConfiguration().getCurrentContext())
                .map(context -> context.getName())
                .orElse("default");
    }

    /** The address of the Kubernetes API. */
    public String apiServer() {
        return String.valueOf(kubernetes.getMasterUrl());
    }

    /** How long a run without a sign of life is believed to live. */
    public Duration lease() {
        return settings.janitor().lease();
    }

    /** Namespaces that the janitor looks after: those of the settings, else the one of {@link #namespace()}. */
    public List<String> janitorNamespaces() {
        List<String> configured = settings.janitor().namespaces().isEmpty()
                ? settings.boundNamespaces()
                : settings.janitor().namespaces();
        return configured.isEmpty() ? List.of(namespace()) : configured;
    }

    /** Where a name without a namespace is looked for: as the settings say; where they do not, in the pod's own. */
    public String namespace() {
        String configured = settings.defaultNamespace();
        return configured.equals(EvenkeelSettings.KUBECTLS_NAMESPACE)
                ? ownNamespace().orElse(configured)
                : configured;
    }

    private Optional<String> ownNamespace() {
        Path file = environs.serviceAccount().resolve("namespace");
        try {
            return Files.isReadable(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        parts.close();
        emqx.close();
    }
}
