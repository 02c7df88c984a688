package dev.evenkeel.contract;

/** The way in which a donor's endpoint leaves the Service that clients use. */
public enum Lever {
    /** Let the plan choose from what the Kubernetes objects show; the choice and its reason are in the plan. */
    AUTO,
    /** Patch the pod label {@code evenkeel.dev/serving} that the Service selects by; donors are out before EMQX starts. */
    LABEL,
    /** No Kubernetes Service is in front: nothing is excluded, only {@code availability_check} is verified. */
    NONE;

    /** Whether donors are taken out of a Service by us. */
    public boolean excludes() {
        return switch (this) {
            case LABEL -> true;
            case AUTO, NONE -> false;
        };
    }
}
