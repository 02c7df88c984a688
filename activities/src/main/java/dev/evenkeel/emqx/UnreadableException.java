package dev.evenkeel.emqx;

import java.io.IOException;

/** EMQX answered, and what it said is not in the form that it uses. */
final class UnreadableException extends IOException {
    private static final long serialVersionUID = 1L;

    UnreadableException(String message) {
        super(message);
    }
}
