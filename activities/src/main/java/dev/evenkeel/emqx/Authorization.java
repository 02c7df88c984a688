package dev.evenkeel.emqx;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.stream.Stream;

/**
 * The {@code Authorization} of one request, and what keeps it out of everything that is said about that request: a
 * server, or a proxy before it, may echo what it got.
 */
final class Authorization {
    private static final String MASK = "***";

    private final String secret;
    private final String token;

    private Authorization(String secret, String token) {
        this.secret = secret;
        this.token = token;
    }

    /** For requests that carry none. */
    static Authorization none() {
        return new Authorization("", "");
    }

    /** Reads the secret as it is now. */
    static Authorization of(Credentials credentials) {
        String secret = credentials.secret();
        byte[] pair = (credentials.key() + ":" + secret).getBytes(StandardCharsets.UTF_8);
        return new Authorization(secret, Base64.getEncoder().encodeToString(pair));
    }

    String header() {
        return "Basic " + token;
    }

    /** The text without the secret, as it is or as it travelled. */
    String mask(String text) {
        return without(secret, without(token, text));
    }

    private static String without(String part, String text) {
        return part.isEmpty() ? text : text.replace(part, MASK);
    }

    /** The throwable, or if its chain tells the secret, one that does not. */
    Throwable mask(Throwable cause) {
        boolean tells = Stream.iterate(cause, link -> link != null, Throwable::getCause)
                .limit(20)
                .map(String::valueOf)
                .anyMatch(text -> !mask(text).equals(text));
        if (!tells) {
            return cause;
        }
        IOException masked = new IOException(mask(cause.toString()));
        masked.setStackTrace(cause.getStackTrace());
        return masked;
    }

    @Override
    public String toString() {
        return "Authorization[" + MASK + "]";
    }
}
