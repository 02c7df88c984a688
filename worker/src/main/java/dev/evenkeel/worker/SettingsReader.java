package dev.evenkeel.worker;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * Reads the settings, and goes on after a problem, so that all of them are found at once: values that cannot be read,
 * keys that nobody knows, and what {@link EvenkeelSettings#check} finds.
 */
final class SettingsReader {
    private static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of(EvenkeelSettings.PREFIX);

    private static final ConfigurationPropertyName CONNECTIONS = ROOT.append("connections");

    /** A JVM flag of the launcher's, no setting of the worker's. */
    private static final ConfigurationPropertyName LAUNCHER = ROOT.append("launcher");

    private SettingsReader() {}

    /** @throws SettingsException with everything that is wrong */
    static EvenkeelSettings read(ConfigurableEnvironment environment, Environs environs) {
        Problems problems = Problems.none();
        Collecting collecting = new Collecting(problems);
        EvenkeelSettings settings =
                Binder.get(environment).bindOrCreate(ROOT, Bindable.of(EvenkeelSettings.class), collecting);
        unknown(environment, collecting.known).forEach(key -> problems.add(key, "there is no such setting"));
        settings.check(problems, environs);
        if (!problems.found().isEmpty()) {
            throw new SettingsException(problems.found());
        }
        return settings;
    }

    /**
     * Keys under {@code evenkeel.} that nobody asked for. Not those of environment variables: Kubernetes itself sets {@code
     * EVENKEEL_WORKER_PORT} and the like beside a Service called evenkeel-worker.
     */
    private static Set<String> unknown(ConfigurableEnvironment environment, Set<ConfigurationPropertyName> known) {
        Set<String> unknown = new TreeSet<>();
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            if (source instanceof IterableConfigurationPropertySource iterable && !isOfVariables(source)) {
                iterable.stream()
                        .filter(ROOT::isAncestorOf)
                        .filter(name -> !known.contains(name) && !LAUNCHER.equals(name))
                        .forEach(name -> unknown.add(name.subName(1).toString()));
            }
        }
        return unknown;
    }

    private static boolean isOfVariables(ConfigurationPropertySource source) {
        return source.getUnderlyingSource() instanceof PropertySource<?> properties
                && properties.getName().equals(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME);
    }

    /** Remembers which keys were asked for, and takes the default where a value cannot be read. */
    private static final class Collecting extends AbstractBindHandler {
        private final Problems problems;
        private final Set<ConfigurationPropertyName> known = new HashSet<>();

        private Collecting(Problems problems) {
            this.problems = problems;
        }

        @Override
        public <T> Bindable<T> onStart(ConfigurationPropertyName name, Bindable<T> target, BindContext context) {
            known.add(name);
            return super.onStart(name, target, context);
        }

        @Override
        public Object onFailure(
                ConfigurationPropertyName name, Bindable<?> target, BindContext context, Exception error) {
            String key = name.getNumberOfElements() > 1 ? name.subName(1).toString() : "";
            String problem = Expected.of(target.getType().resolve(Object.class)) + " is expected";
            if (CONNECTIONS.isAncestorOf(name) || context.getConfigurationProperty() == null) {
                // Who writes a whole connection into one value has written a secret there too.
                problems.add(key, problem);
            } else {
                problems.add(
                        key, String.valueOf(context.getConfigurationProperty().getValue()), problem);
            }
            return null;
        }
    }

    /** What a type looks like to whoever writes settings. */
    private enum Expected {
        DURATION("a duration, such as 90s, 5m or PT90S", java.time.Duration.class),
        INTEGER("a whole number", int.class),
        NUMBER("a number", double.class),
        ENABLED("auto, true or false", KubernetesApiSettings.Enabled.class),
        REACH("direct, auto or port-forward", KubernetesApiSettings.Reach.class),
        LIST("a list, separated by commas", List.class);

        private final String words;
        private final Class<?> type;

        Expected(String words, Class<?> type) {
            this.words = words;
            this.type = type;
        }

        static String of(Class<?> type) {
            for (Expected expected : values()) {
                if (expected.type == type) {
                    return expected.words;
                }
            }
            return "something else";
        }
    }
}
