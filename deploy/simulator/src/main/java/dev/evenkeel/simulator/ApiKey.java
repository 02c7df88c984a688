package dev.evenkeel.simulator;

/** An API key as EMQX's bootstrap file holds it; a viewer may read, not write. */
public record ApiKey(String key, String secret, Permission permission) {
    /** What a key may do. */
    public enum Permission {
        ADMINISTRATOR,
        VIEWER
    }

    /** Never prints the secret. */
    @Override
    public String toString() {
        return "ApiKey[" + key + ", " + permission + "]";
    }
}
