package dev.evenkeel.worker;

import io.temporal.client.WorkflowClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/** A Temporal of one process's own, which ends with it. */
public interface LocalTemporal extends AutoCloseable {
    /** What it is, for a person. */
    String description();

    /** Where other programs of this machine reach it; empty where none can. */
    Optional<String> address();

    /** A client with the contract's own converter. */
    WorkflowClient client();

    @Override
    void close();

    /** One that lives inside this process and keeps nothing. Found on the class path: the worker itself carries none. */
    interface Embedded {
        LocalTemporal start();
    }

    /** The command {@code temporal}, by {@code TEMPORAL_CLI} or the path. */
    static Optional<Path> program(Map<String, String> environment) {
        String named = environment.getOrDefault("TEMPORAL_CLI", "");
        if (!named.isEmpty()) {
            return Optional.of(Path.of(named));
        }
        return Stream.of(environment.getOrDefault("PATH", "").split(":"))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, "temporal"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * A server with its histories in a file of this folder.
     *
     * @throws IOException if it does not come up
     */
    static LocalTemporal kept(Path program, Path folder) throws IOException {
        return DevTemporal.start(program, folder);
    }

    /** One that forgets, where the class path has such a one. */
    static Optional<LocalTemporal> embedded() {
        return ServiceLoader.load(Embedded.class).findFirst().map(Embedded::start);
    }
}
