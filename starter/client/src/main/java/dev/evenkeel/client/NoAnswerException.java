package dev.evenkeel.client;

import java.time.Duration;

/** The time given is over. The run, if there is one, goes on. */
public final class NoAnswerException extends EvenkeelException {
    private static final long serialVersionUID = 1;

    NoAnswerException(String what) {
        super(what, null);
    }

    NoAnswerException(String what, Duration waited, Throwable cause) {
        super(what + " within " + waited.toSeconds() + " s", cause);
    }
}
