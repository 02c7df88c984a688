package dev.evenkeel.worker;

import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.emqx.EmqxException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where a connection's secret is found. Nothing is kept: a file is read at each use, so that Kubernetes may rotate it
 * under a running worker. What it holds is part of no message.
 */
final class SecretSource implements Supplier<String> {
    /** EMQX's own secrets have 43 characters; more than this is some other file. */
    private static final int BYTES_MAX = 4_096;

    private final String connection;
    private final String place;
    private final Reading reading;

    private SecretSource(String connection, String place, Reading reading) {
        this.connection = connection;
        this.place = place;
        this.reading = reading;
    }

    static SecretSource file(String connection, Path file) {
        return new SecretSource(connection, "file " + file, () -> content(file));
    }

    static SecretSource variable(String connection, String name, Environs environs) {
        return new SecretSource(
                connection,
                "environment variable " + name,
                () -> environs.variable(name).orElse(""));
    }

    /**
     * The secret as it is now.
     *
     * @throws EmqxException of kind {@code EMQX_UNAVAILABLE}: it was there at start, so somebody is about to repair it
     */
    @Override
    public String get() {
        Read now = read();
        if (now.problem().isPresent()) {
            throw new EmqxException(
                    FailureKind.EMQX_UNAVAILABLE,
                    "connection '" + connection + "' has no secret: "
                            + now.problem().get(),
                    null);
        }
        return now.secret();
    }

    /**
     * The same, for those who know nothing of EMQX.
     *
     * @throws IOException in words that do not tell it
     */
    String orUnreadable() throws IOException {
        Read now = read();
        if (now.problem().isPresent()) {
            throw new IOException(now.problem().get());
        }
        return now.secret();
    }

    /** Why there is no secret to be had. */
    Optional<String> problem() {
        return read().problem();
    }

    private Read read() {
        try {
            String secret = reading.now().strip();
            return secret.isEmpty()
                    ? new Read("", Optional.of(place + " is empty or not there"))
                    : new Read(secret, Optional.empty());
        } catch (IOException unreadable) {
            // The class says enough (NoSuchFileException, AccessDeniedException); messages may be anything.
            return new Read(
                    "",
                    Optional.of(
                            place + " cannot be read: " + unreadable.getClass().getSimpleName()));
        }
    }

    private static String content(Path file) throws IOException {
        try (InputStream stream = Files.newInputStream(file)) {
            byte[] bytes = stream.readNBytes(BYTES_MAX + 1);
            if (bytes.length > BYTES_MAX) {
                throw new TooLongException();
            }
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    /** A place that may not be readable. */
    private interface Reading {
        String now() throws IOException;
    }

    private record Read(String secret, Optional<String> problem) {
        @Override
        public String toString() {
            return "Read[***]";
        }
    }

    private static final class TooLongException extends IOException {
        private static final long serialVersionUID = 1L;
    }
}
