package dev.evenkeel.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Patches pods one after the other, and goes on after one that is refused: one pod's trouble must not keep the others
 * out. A pod that is gone needs no patch any more; one that has changed meanwhile is to be looked at again. Where the API
 * does not answer at all, the others are not tried either: each would wait for its own time limit.
 */
final class PatchRound {
    private static final int NO_ANSWER = 0;
    private static final int GONE = 404;
    private static final int CONFLICT = 409;

    private Optional<KubernetesException> changed = Optional.empty();
    private Optional<KubernetesException> failed = Optional.empty();

    private PatchRound() {}

    /**
     * @return the 409 of a pod that has changed meanwhile, if there was one
     * @throws KubernetesException the first other failure, when all pods have been tried; no answer, at once
     */
    static Optional<KubernetesException> over(Collection<Pod> pods, Consumer<Pod> patch) {
        PatchRound round = new PatchRound();
        pods.forEach(pod -> round.one(pod, patch));
        if (round.failed.isPresent()) {
            throw round.failed.get();
        }
        return round.changed;
    }

    private void one(Pod pod, Consumer<Pod> patch) {
        try {
            patch.accept(pod);
        } catch (KubernetesException trouble) {
            switch (ApiCall.status(trouble)) {
                case NO_ANSWER -> throw trouble;
                case GONE -> {}
                case CONFLICT -> changed = Optional.of(trouble);
                default -> failed = failed.or(() -> Optional.of(trouble));
            }
        }
    }
}
