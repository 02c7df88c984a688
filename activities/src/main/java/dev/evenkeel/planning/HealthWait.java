package dev.evenkeel.planning;

import dev.evenkeel.contract.Lever;
import java.time.Duration;

/**
 * How long EMQX shall wait between its start and the first eviction.
 *
 * @param open where nobody says
 * @param openReason why
 * @param least less than that is not enough for the donors to leave
 * @param leastReason why
 */
record HealthWait(Duration open, String openReason, Duration least, String leastReason) {
    /** For kube-proxy to follow the EndpointSlices: its rules are written within a second of the last change. */
    static final Duration KUBE_PROXY = Duration.ofSeconds(2);

    /** EMQX 4.4 takes nothing shorter. */
    static final Duration SHORTEST = Duration.ofSeconds(1);

    /** EMQX's own default: nobody tells us how fast an outside load balancer sees availability_check. */
    static final Duration UNVERIFIED = Duration.ofSeconds(60);

    /** Out 1.5 s after the start (p95, measured), a second more where controllers try again, 2 s to stop EMQX in. */
    static final Duration GATE_AT_LEAST = Duration.ofSeconds(5);

    /** As much again, for load balancers to follow. */
    static final Duration GATE = Duration.ofSeconds(10);

    /** A pass of EMQX Operator in 30.4 s, kubelet and EndpointSlices 2.1 s (measured), 2 s to stop EMQX in. */
    static final Duration OPERATOR_AT_LEAST = Duration.ofSeconds(35);

    /** EndpointSlices 1.1 s, 2 s to stop EMQX in, and a look. */
    private static final Duration AFTER_PROBE = Duration.ofSeconds(5);

    private static final int LONGER = 2;

    /** Load balancers differ by minutes, and a third wait will not come. */
    private static final int MUCH_LONGER = 4;

    static HealthWait of(Lever lever) {
        return switch (lever) {
            case LABEL ->
                new HealthWait(
                        KUBE_PROXY,
                        "endpoints are verified out before the start, and kube-proxy follows",
                        Duration.ZERO,
                        "");
            case GATE ->
                new HealthWait(
                        GATE,
                        "gates are closed at once; the rest is for kubelets, EndpointSlices and load balancers to follow",
                        GATE_AT_LEAST,
                        "kubelets and EndpointSlices must follow before eviction begins");
            case AUTO, OBSERVE, NONE ->
                new HealthWait(
                        UNVERIFIED,
                        "EMQX's own default: whatever watches availability_check must notice",
                        Duration.ZERO,
                        "");
        };
    }

    /** For donors that are out before the start, and were in the wave before. */
    static HealthWait onward() {
        return new HealthWait(SHORTEST, "the donors have been out since the wave before", Duration.ZERO, "");
    }

    /** For EMQX Operator's own next look. */
    static HealthWait ofOperator() {
        return of(Lever.OBSERVE).atLeast(OPERATOR_AT_LEAST, "EMQX Operator looks every 30.4 s");
    }

    /** For a readiness probe that takes so long. */
    static HealthWait ofProbe(Duration reaction) {
        return of(Lever.OBSERVE)
                .atLeast(
                        reaction.plus(AFTER_PROBE),
                        "the readiness probe takes up to " + reaction.toSeconds() + " s to notice");
    }

    /** With load balancers in front that go on sending for so long once donors have left. */
    HealthWait behind(Duration loadBalancerLag) {
        Duration wait = least.plus(loadBalancerLag);
        Duration chosen = wait.compareTo(SHORTEST) < 0 ? SHORTEST : wait;
        return new HealthWait(
                chosen,
                "load balancers let go of a pod within " + loadBalancerLag.toSeconds() + " s, as the request says"
                        + (least.isZero() ? "" : ", and before that: " + leastReason),
                least,
                leastReason);
    }

    /** After a wait that was too short. */
    HealthWait after(Duration inVain) {
        return atLeast(
                inVain.multipliedBy(LONGER),
                "not all donors had left the Service when EMQX waited " + inVain.toSeconds() + " s");
    }

    /** For nobody to come to donors for so long, after what a load balancer needs to let go of them. */
    HealthWait quietFor(Duration landingQuiet) {
        return atLeast(
                landingQuiet.plus(UNVERIFIED),
                "load balancers may need a minute to let go of donors, and no client must come to one for "
                        + landingQuiet.toSeconds() + " s then");
    }

    /** After a wait at whose end clients still came to donors. */
    HealthWait afterLandings(Duration inVain) {
        return atLeast(
                inVain.multipliedBy(MUCH_LONGER),
                "clients still came to donors when EMQX had waited " + inVain.toSeconds() + " s");
    }

    private HealthWait atLeast(Duration wait, String why) {
        if (wait.compareTo(least) < 0) {
            return this;
        }
        boolean longer = wait.compareTo(open) > 0;
        return new HealthWait(longer ? wait : open, longer ? why : openReason, wait, why);
    }
}
