package dev.evenkeel.kubernetes;

/** The labels and annotations that Evenkeel reads and writes. Public API: people and other programs read them too. */
public final class Marks {
    /** Label on a pod, by which Services select: {@code "true"} or {@code "false"}. */
    public static final String SERVING_LABEL = "evenkeel.dev/serving";

    /** Label on a pod whose readiness gate a run holds at False: by it such pods are found. Selected by nobody else. */
    public static final String GATED_LABEL = "evenkeel.dev/gated";

    /** Annotation on an excluded pod: {@code <temporal namespace>/<workflow id>/<first run id>}. */
    public static final String EXCLUDED_BY = "evenkeel.dev/excluded-by";

    /** Annotation on an excluded pod: the hard stop, RFC 3339, after which anybody may put it back. */
    public static final String EXCLUDED_UNTIL = "evenkeel.dev/excluded-until";

    private Marks() {}
}
