package dev.evenkeel.cli;

import dev.evenkeel.client.ConnectionOptions;
import dev.evenkeel.client.EvenkeelClient;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** Where Temporal is: the flags of the {@code temporal} command, laid over its variables. API keys come by variable only. */
final class ConnectionFlags {
    @Option(names = "--address", paramLabel = "HOST:PORT", description = "Temporal's address (TEMPORAL_ADDRESS)")
    private String address;

    @Option(
            names = "--temporal-namespace",
            paramLabel = "NAME",
            description = "Temporal's namespace (TEMPORAL_NAMESPACE)")
    private String namespace;

    @Option(names = "--profile", paramLabel = "NAME", description = "profile in temporal.toml (TEMPORAL_PROFILE)")
    private String profile;

    @Option(names = "--tls", description = "speak TLS (TEMPORAL_TLS)")
    private boolean tls;

    @Option(
            names = "--tls-ca-path",
            paramLabel = "FILE",
            description = "CA to trust (TEMPORAL_TLS_SERVER_CA_CERT_PATH)")
    private String caPath;

    @Option(
            names = "--tls-cert-path",
            paramLabel = "FILE",
            description = "own certificate (TEMPORAL_TLS_CLIENT_CERT_PATH)")
    private String certPath;

    @Option(names = "--tls-key-path", paramLabel = "FILE", description = "its key (TEMPORAL_TLS_CLIENT_KEY_PATH)")
    private String keyPath;

    @Option(names = "--tls-server-name", paramLabel = "NAME", description = "name to expect (TEMPORAL_TLS_SERVER_NAME)")
    private String serverName;

    EvenkeelClient connect(Shell shell) {
        return shell.connector().apply(options(shell.environment()));
    }

    ConnectionOptions options(Map<String, String> environment) {
        Map<String, String> given = new LinkedHashMap<>();
        given.put("TEMPORAL_ADDRESS", address);
        given.put("TEMPORAL_NAMESPACE", namespace);
        given.put("TEMPORAL_PROFILE", profile);
        given.put("TEMPORAL_TLS", tls ? "true" : null);
        given.put("TEMPORAL_TLS_SERVER_CA_CERT_PATH", caPath);
        given.put("TEMPORAL_TLS_CLIENT_CERT_PATH", certPath);
        given.put("TEMPORAL_TLS_CLIENT_KEY_PATH", keyPath);
        given.put("TEMPORAL_TLS_SERVER_NAME", serverName);
        ConnectionOptions options = ConnectionOptions.of(environment);
        for (Map.Entry<String, String> variable : given.entrySet()) {
            if (variable.getValue() != null) {
                options = options.with(variable.getKey(), variable.getValue());
            }
        }
        return options;
    }
}
