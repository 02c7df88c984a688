package dev.evenkeel.worker;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** Settings as a worker reads them that is given these properties, and nothing else. */
final class SettingsOf {
    /** A process with no variables, in no cluster, with no kubeconfig. */
    static final Environs NOWHERE =
            new Environs(Map.of(), Path.of("/nonexistent/home"), Path.of("/nonexistent/account"));

    private SettingsOf() {}

    static EvenkeelSettings properties(String... keysAndValues) {
        return properties(NOWHERE, keysAndValues);
    }

    static EvenkeelSettings properties(Environs environs, String... keysAndValues) {
        return SettingsReader.read(environment(environs, keysAndValues), environs);
    }

    static StandardEnvironment environment(Environs environs, String... keysAndValues) {
        Map<String, Object> properties = new LinkedHashMap<>();
        for (int index = 0; index < keysAndValues.length; index += 2) {
            properties.put(keysAndValues[index], keysAndValues[index + 1]);
        }
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("commandLine", properties));
        environment
                .getPropertySources()
                .replace(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                        new SystemEnvironmentPropertySource(
                                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                                new LinkedHashMap<>(environs.variables())));
        return environment;
    }
}
