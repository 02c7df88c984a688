package dev.evenkeel.activity;

import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.emqx.EmqxException;
import dev.evenkeel.kubernetes.KubernetesException;
import io.temporal.failure.ApplicationFailure;
import java.util.function.Supplier;

/** The rim at which errors of EMQX and Kubernetes become the contract's failures, cause kept. */
final class Rim {
    private Rim() {}

    /** Does the work, and translates what it throws. */
    static <T> T guarded(Supplier<T> work) {
        try {
            return work.get();
        } catch (EmqxException failed) {
            throw failure(failed.kind(), failed);
        } catch (KubernetesException failed) {
            throw failure(failed.kind(), failed);
        }
    }

    /** The same for work that is safe to repeat: an unknown outcome is then no reason to stop trying. */
    static <T> T guardedRepeatable(Supplier<T> work) {
        try {
            return guarded(work);
        } catch (ApplicationFailure failed) {
            if (FailureKind.EMQX_OUTCOME_UNKNOWN.is(failed)) {
                throw FailureKind.EMQX_UNAVAILABLE.failure(failed.getOriginalMessage(), failed);
            }
            throw failed;
        }
    }

    /** Without the causes' stack traces: Temporal cuts what is long, and would cut the words that say what happened. */
    private static ApplicationFailure failure(FailureKind kind, RuntimeException cause) {
        for (Throwable each = cause; each != null; each = each.getCause()) {
            each.setStackTrace(new StackTraceElement[0]);
        }
        ApplicationFailure failure = kind.failure(cause.getMessage(), cause);
        failure.setStackTrace(new StackTraceElement[0]);
        return failure;
    }
}
