package dev.evenkeel.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.contract.EndpointActivities.ExcludeOrder;
import dev.evenkeel.contract.EndpointActivities.Exclusion;
import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.contract.Lever;
import dev.evenkeel.contract.RunRef;
import dev.evenkeel.contract.StartParameters;
import dev.evenkeel.contract.Threshold;
import dev.evenkeel.contract.Wave;
import io.temporal.activity.ActivityInfo;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
final class AttemptLogTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final ExcludeOrder ORDER = new ExcludeOrder(
            ClusterRef.inKubernetes("default", "emqx-ee"),
            new RunRef("default", "emqx-rebalance/default/emqx-ee", "run-1"),
            Lever.LABEL,
            new Wave(
                    2,
                    "emqx@c",
                    List.of("emqx@a", "emqx@b", "emqx@c"),
                    List.of("emqx@a"),
                    List.of("emqx@b", "emqx@c"),
                    new StartParameters(
                            10, 10, Duration.ZERO, Duration.ZERO, new Threshold(10, 1.1), new Threshold(10, 1.1))),
            NOON);

    private final AttemptLog log = new AttemptLog();

    @Test
    void saysWhatHasChanged(CapturedOutput output) {
        log.completed(info("7"), ORDER, new Exclusion(List.of("emqx-ee-0"), NOON));

        assertThat(output.getOut()).contains("out of the Service: pods [emqx-ee-0]");
    }

    @Test
    void saysNothingOfLooksThatSawNoChange(CapturedOutput output) {
        log.failed(info("7"), ORDER, "NotYet", FailureKind.lookAgain(Duration.ofSeconds(4)));

        assertThat(output.getOut()).isEmpty();
    }

    @Test
    void saysOnceWhyAttemptsFail(CapturedOutput output) {
        failed("7", FailureKind.EMQX_UNAVAILABLE);
        failed("7", FailureKind.EMQX_UNAVAILABLE);
        failed("7", FailureKind.KUBERNETES_UNAVAILABLE);
        failed("8", FailureKind.KUBERNETES_UNAVAILABLE);

        assertThat(output.getOut().lines()).hasSize(3);
    }

    @Test
    void saysAgainWhyAfterAnAttemptThatWentWell(CapturedOutput output) {
        failed("7", FailureKind.EMQX_UNAVAILABLE);
        log.failed(info("7"), ORDER, "NotYet", FailureKind.lookAgain(Duration.ofSeconds(4)));
        failed("7", FailureKind.EMQX_UNAVAILABLE);

        assertThat(output.getOut().lines()).hasSize(2);
    }

    @Test
    void givesAStackTraceToWhatNobodyExpected(CapturedOutput output) {
        log.failed(info("7"), ORDER, "Unexpected", new IllegalStateException("a contract was broken"));

        assertThat(output.getOut()).contains("a contract was broken", "\tat ");
    }

    @Test
    void knowsWhatAnOrderIsAbout() {
        assertThat(OrderFacts.of(ORDER).cluster()).contains("default/emqx-ee");
        assertThat(OrderFacts.of("no order").cluster()).isEmpty();
    }

    private void failed(String activityId, FailureKind kind) {
        log.failed(info(activityId), ORDER, kind.wireName(), kind.failure("said why", null));
    }

    private static ActivityInfo info(String activityId) {
        return (ActivityInfo) Proxy.newProxyInstance(
                ActivityInfo.class.getClassLoader(),
                new Class<?>[] {ActivityInfo.class},
                (proxy, method, arguments) -> {
                    return switch (method.getName()) {
                        case "getActivityId" -> activityId;
                        case "getActivityType" -> "Exclude";
                        case "getWorkflowId" -> "emqx-rebalance/default/emqx-ee";
                        case "getWorkflowRunId" -> "run-1";
                        default -> throw new UnsupportedOperationException(method.getName());
                    };
                });
    }
}
