package dev.evenkeel.kubernetes;

import dev.evenkeel.contract.FailureKind;

/** The Kubernetes API could not be asked, or what it shows does not allow what was wanted. */
public final class KubernetesException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final FailureKind kind;

    public KubernetesException(FailureKind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** Which of our kinds it is. */
    public FailureKind kind() {
        return kind;
    }
}
