package dev.evenkeel.emqx;

import java.util.function.Supplier;

/**
 * An API key and where its secret is found. The secret is read when it is needed, so that a rotated one is picked up,
 * and is never part of {@link #toString}.
 */
public final class Credentials {
    private final String key;
    private final Supplier<String> secret;

    public Credentials(String key, Supplier<String> secret) {
        this.key = key;
        this.secret = secret;
    }

    String key() {
        return key;
    }

    String secret() {
        return secret.get();
    }

    @Override
    public String toString() {
        return "Credentials[key=***, secret=***]";
    }
}
