package dev.evenkeel.client;

/** Everything that this client throws when it cannot do what was asked. Its message is fit for a person to read. */
public abstract class EvenkeelException extends RuntimeException {
    private static final long serialVersionUID = 1;

    EvenkeelException(String message, Throwable cause) {
        super(message, cause);
    }
}
