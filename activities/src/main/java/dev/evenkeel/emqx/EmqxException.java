package dev.evenkeel.emqx;

import dev.evenkeel.contract.FailureKind;

/** EMQX could not be asked, or refused. The message names node and request, and never a credential. */
public final class EmqxException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final FailureKind kind;

    public EmqxException(FailureKind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** Which of our kinds it is. */
    public FailureKind kind() {
        return kind;
    }
}
