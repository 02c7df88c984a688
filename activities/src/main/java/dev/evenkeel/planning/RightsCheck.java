package dev.evenkeel.planning;

import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.planning.Facts.Kubernetes;
import dev.evenkeel.planning.Facts.Lack;
import dev.evenkeel.planning.Facts.Trouble;

/** Whether the Kubernetes API answers this account, lets it do what a run does, and knows the cluster. */
final class RightsCheck {
    private RightsCheck() {}

    static void judge(Facts facts, Kubernetes kubernetes, Findings findings) {
        kubernetes.trouble().ifPresent(trouble -> findings.found(symptom(trouble), trouble.message()));
        boolean asked = kubernetes
                .trouble()
                .map(trouble -> trouble.kind() == FailureKind.CLUSTER_NOT_FOUND
                        || trouble.kind() == FailureKind.CLUSTER_AMBIGUOUS)
                .orElse(true);
        if (asked) {
            findings.subject(
                    "rights",
                    "the worker's account has all " + kubernetes.rights() + " rights that it uses in namespace "
                            + facts.cluster().namespace(),
                    () -> rights(facts, kubernetes, findings));
        }
    }

    private static void rights(Facts facts, Kubernetes kubernetes, Findings findings) {
        kubernetes.rightsUnread().ifPresent(why -> findings.found(Symptom.RIGHTS_UNREADABLE, why));
        for (Lack lack : kubernetes.missing()) {
            findings.found(
                    lack.needed() ? Symptom.RIGHT_MISSING : Symptom.RIGHT_MISSING_MINOR,
                    "the worker's account may not '" + lack.right() + "' in namespace "
                            + facts.cluster().namespace() + ", used " + lack.purpose());
        }
    }

    private static Symptom symptom(Trouble trouble) {
        return switch (trouble.kind()) {
            case CLUSTER_NOT_FOUND -> Symptom.CLUSTER_NOT_FOUND;
            case CLUSTER_AMBIGUOUS -> Symptom.CLUSTER_AMBIGUOUS;
            case KUBERNETES_FORBIDDEN -> Symptom.KUBERNETES_ACCOUNT_UNKNOWN;
            default -> Symptom.KUBERNETES_UNREACHABLE;
        };
    }
}
