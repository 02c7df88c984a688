package dev.evenkeel.client;

import io.temporal.envconfig.ClientConfigProfile;
import io.temporal.envconfig.LoadClientConfigProfileOptions;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Where Temporal is, told by the same variables and the same TOML profiles as the {@code temporal} command line reads:
 * {@code TEMPORAL_ADDRESS}, {@code TEMPORAL_NAMESPACE}, {@code TEMPORAL_API_KEY}, {@code TEMPORAL_TLS_*},
 * {@code TEMPORAL_PROFILE}, {@code TEMPORAL_CONFIG_FILE}. What is unset falls back to {@code 127.0.0.1:7233} and the
 * namespace {@code default}. Immutable.
 */
public final class ConnectionOptions {
    private final Map<String, String> environment;

    private ConnectionOptions(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /** What this process's environment says. */
    public static ConnectionOptions fromEnvironment() {
        return new ConnectionOptions(System.getenv());
    }

    /** What this environment says, and nothing else. */
    public static ConnectionOptions of(Map<String, String> environment) {
        return new ConnectionOptions(environment);
    }

    /** The same with one variable set otherwise, for instance {@code TEMPORAL_ADDRESS}. */
    public ConnectionOptions with(String variable, String value) {
        Map<String, String> changed = new HashMap<>(environment);
        changed.put(variable, value);
        return new ConnectionOptions(changed);
    }

    ClientConfigProfile profile() {
        try {
            return ClientConfigProfile.load(LoadClientConfigProfileOptions.newBuilder()
                    .setEnvOverrides(environment)
                    .build());
        } catch (IOException | IllegalArgumentException | IllegalStateException unreadable) {
            throw new TemporalException(
                    "Temporal's connection settings cannot be read: " + unreadable.getMessage()
                            + "; check TEMPORAL_CONFIG_FILE, TEMPORAL_PROFILE and the TEMPORAL_TLS_ variables",
                    unreadable);
        }
    }
}
