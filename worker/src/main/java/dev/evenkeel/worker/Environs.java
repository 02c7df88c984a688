package dev.evenkeel.worker;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What surrounds the process, for those who ask for a variable or a file that is there by convention.
 *
 * @param variables environment variables
 * @param home the user's home folder
 * @param serviceAccount folder of a pod's service account
 */
record Environs(Map<String, String> variables, Path home, Path serviceAccount) {
    static Environs ofProcess() {
        return new Environs(
                System.getenv(),
                Path.of(System.getProperty("user.home", "")),
                Path.of("/var/run/secrets/kubernetes.io/serviceaccount"));
    }

    /** Tells this process from others: a pod's name, and what another start of it would not have. */
    String processName() {
        return variable("HOSTNAME").orElse("worker") + "-"
                + UUID.randomUUID().toString().substring(0, 8);
    }

    Optional<String> variable(String name) {
        return Optional.ofNullable(variables.get(name)).filter(value -> !value.isBlank());
    }
}
