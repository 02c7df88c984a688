package dev.evenkeel.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.evenkeel.contract.FailureKind;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the lever {@code label} does, on any API. */
abstract class LabelLeverCases {
    private static final String MARK = "default/emqx-rebalance/mqtt/emqx/run-1";
    private static final Instant UNTIL = Instant.parse("2026-11-23T12:00:00Z");
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final List<String> ALL = List.of("emqx-0", "emqx-1", "emqx-2");

    private Bench bench;
    private LabelLever lever;

    /** An empty namespace. */
    abstract Bench open();

    @BeforeEach
    void cluster() {
        bench = open().withCluster("emqx", 3).withFront("emqx-lb", "emqx");
        lever = new LabelLever(bench.lever());
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private List<String> exclude(String... pods) {
        return lever.exclude(bench.namespace(), "emqx", List.of(pods), MARK, UNTIL, PATIENCE);
    }

    private ServingLabel.Restored restore(String... keep) {
        return lever.restore(bench.namespace(), "emqx", MARK, List.of(keep), ALL, PATIENCE);
    }

    private FailureKind refusal(String... pods) {
        return catchThrowableOfType(KubernetesException.class, () -> exclude(pods))
                .kind();
    }

    private Map<String, Boolean> servedBy(String pod) {
        return new Fabric8ClusterDiscovery(bench.lever())
                .discover(bench.namespace(), "emqx").pods().stream()
                        .filter(found -> found.name().equals(pod))
                        .findFirst()
                        .orElseThrow()
                        .servedBy();
    }

    @Test
    void excludesAndRestores() {
        bench.publish();

        List<String> out = exclude("emqx-0", "emqx-1");

        assertThat(out).containsExactly("emqx-0", "emqx-1");
        assertThat(servedBy("emqx-0")).containsEntry("emqx-lb", false);
        assertThat(bench.pod("emqx-0").getMetadata().getAnnotations())
                .containsEntry(Marks.EXCLUDED_BY, MARK)
                .containsEntry(Marks.EXCLUDED_UNTIL, "2026-11-23T12:00:00Z");

        ServingLabel.Restored restored = restore();

        assertThat(restored.restored()).containsExactly("emqx-0", "emqx-1");
        assertThat(restored.gone()).isEmpty();
        assertThat(restored.notServing()).isEmpty();
        assertThat(servedBy("emqx-0")).containsEntry("emqx-lb", true);
        assertThat(Pods.servingLabel(bench.pod("emqx-0"))).contains("true");
        assertThat(Pods.excludedBy(bench.pod("emqx-0"))).isEmpty();
        assertThat(Pods.excludedUntil(bench.pod("emqx-0"))).isEmpty();
    }

    @Test
    void excludingAgainWritesNothing() {
        bench.publish();
        exclude("emqx-0");
        String version = bench.pod("emqx-0").getMetadata().getResourceVersion();

        List<String> out = exclude("emqx-0");

        assertThat(out).containsExactly("emqx-0");
        assertThat(bench.pod("emqx-0").getMetadata().getResourceVersion()).isEqualTo(version);
    }

    @Test
    void restoringAgainRestoresNothing() {
        bench.publish();
        exclude("emqx-0");
        restore();

        assertThat(restore().restored()).isEmpty();
    }

    @Test
    void movesTheHardStop() {
        bench.publish();
        exclude("emqx-0");

        lever.exclude(bench.namespace(), "emqx", List.of("emqx-0"), MARK, UNTIL.plusSeconds(60), PATIENCE);

        assertThat(Pods.excludedUntil(bench.pod("emqx-0"))).contains("2026-11-23T12:01:00Z");
    }

    @Test
    void returnsAsSoonAsTheSlicesFollow() {
        bench.publish();
        exclude("emqx-2");
        restore();
        long began = System.nanoTime();

        exclude("emqx-0");

        // Without the watch it would be the next look, a second later.
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofMillis(900));
    }

    @Test
    void neverExcludesTheLastServingPod() {
        bench.publish();

        assertThat(refusal("emqx-0", "emqx-1", "emqx-2")).isEqualTo(FailureKind.EXCLUSION_REFUSED);
        assertThat(Pods.servingLabel(bench.pod("emqx-0"))).contains("true");
    }

    @Test
    void neverExcludesTheLastOneThatIsReady() {
        bench.notReady("emqx-2");
        bench.publish();

        assertThatThrownBy(() -> exclude("emqx-0", "emqx-1"))
                .isInstanceOf(KubernetesException.class)
                .hasMessageContaining("emqx-lb");
        assertThat(exclude("emqx-0")).containsExactly("emqx-0");
    }

    @Test
    void leavesAPodOfAnotherRunAlone() {
        bench.label("emqx-0", Marks.SERVING_LABEL, "false");
        bench.annotate("emqx-0", Marks.EXCLUDED_BY, "default/other/run-9");
        bench.publish();

        assertThatThrownBy(() -> exclude("emqx-0", "emqx-1")).hasMessageContaining("default/other/run-9");
        assertThat(Pods.servingLabel(bench.pod("emqx-1"))).contains("true");
        assertThat(restore().restored()).isEmpty();
        assertThat(restore().notServing()).containsExactly("emqx-0");
        assertThat(Pods.excludedBy(bench.pod("emqx-0"))).contains("default/other/run-9");
    }

    @Test
    void leavesAPodThatIsOutWithoutAMarkAlone() {
        bench.label("emqx-0", Marks.SERVING_LABEL, "false");
        bench.publish();

        assertThat(refusal("emqx-0")).isEqualTo(FailureKind.EXCLUSION_REFUSED);
        assertThat(restore().notServing()).containsExactly("emqx-0");
        assertThat(Pods.servingLabel(bench.pod("emqx-0"))).contains("false");
    }

    @Test
    void restoresAPodFromWhichSomebodyRemovedTheLabel() {
        bench.publish();
        exclude("emqx-0");
        bench.unlabel("emqx-0", Marks.SERVING_LABEL);

        assertThat(restore().restored()).containsExactly("emqx-0");
        assertThat(Pods.servingLabel(bench.pod("emqx-0"))).contains("true");
        assertThat(Pods.excludedBy(bench.pod("emqx-0"))).isEmpty();
    }

    @Test
    void excludesTheReplacementOfAnExcludedPod() {
        bench.publish();
        exclude("emqx-0");
        bench.replace("emqx-0");

        assertThat(exclude("emqx-0")).containsExactly("emqx-0");
        assertThat(Pods.excludedBy(bench.pod("emqx-0"))).contains(MARK);
    }

    @Test
    void aReplacementServesWithoutBeingRestored() {
        bench.publish();
        exclude("emqx-0");
        bench.replace("emqx-0");

        ServingLabel.Restored restored = restore();

        assertThat(restored.restored()).isEmpty();
        assertThat(restored.notServing()).isEmpty();
    }

    private static Map<String, String> serving() {
        return Map.of(Marks.SERVING_LABEL, "true");
    }

    @Test
    void aPodThatIsGoneNeedsNothing() {
        bench.publish();
        exclude("emqx-1", "emqx-2");
        bench.remove("emqx-2");

        assertThat(exclude("emqx-1", "emqx-2")).containsExactly("emqx-1");
        ServingLabel.Restored restored = restore();
        assertThat(restored.restored()).containsExactly("emqx-1");
        assertThat(restored.gone()).containsExactly("emqx-2");
    }

    @Test
    void doesNotWaitForAPodThatIsNotReady() {
        bench.publish();
        exclude("emqx-0");
        bench.notReady("emqx-0");

        ServingLabel.Restored restored = restore();

        assertThat(restored.restored()).containsExactly("emqx-0");
        assertThat(restored.notServing()).containsExactly("emqx-0");
    }

    @Test
    void keepsWhatIsToStayOut() {
        bench.publish();
        exclude("emqx-0", "emqx-1");

        ServingLabel.Restored restored = restore("emqx-1");

        assertThat(restored.restored()).containsExactly("emqx-0");
        assertThat(restored.notServing()).containsExactly("emqx-1");
        assertThat(Pods.excludedBy(bench.pod("emqx-1"))).contains(MARK);
    }

    @Test
    void leavesWhatIsOutByItsGateToWhoOpensThat() {
        bench.publish();
        bench.edit(
                "emqx-0",
                pod -> pod.edit()
                        .editMetadata()
                        .addToLabels(Marks.GATED_LABEL, "true")
                        .addToAnnotations(Marks.EXCLUDED_BY, MARK)
                        .endMetadata()
                        .build());

        assertThat(restore().restored()).isEmpty();

        assertThat(Pods.excludedBy(bench.pod("emqx-0"))).contains(MARK);
    }

    @Test
    void restoresAfterTheStatefulSetIsGone() {
        bench.publish();
        exclude("emqx-0");
        bench.orphan("emqx");

        assertThat(restore().restored()).containsExactly("emqx-0");
    }

    @Test
    void restoresWhileTwoStatefulSetsShareTheName() {
        bench.publish();
        exclude("emqx-0");
        bench.withCluster("emqx-core", 0);

        assertThat(refusal("emqx-1")).isEqualTo(FailureKind.CLUSTER_AMBIGUOUS);
        assertThat(restore().restored()).containsExactly("emqx-0");
    }

    @Test
    void saysThatAPodIsStillServed() {
        bench.publish().pause();

        assertThatThrownBy(() -> lever.exclude(
                        bench.namespace(), "emqx", List.of("emqx-0"), MARK, UNTIL, Duration.ofMillis(1500)))
                .isInstanceOfSatisfying(
                        KubernetesException.class,
                        failed -> assertThat(failed.kind()).isEqualTo(FailureKind.STILL_SERVED))
                .hasMessageContaining("emqx-0");
    }

    @Test
    void goesOnWaitingUntilTheControllerComesBack() {
        bench.publish().pause();
        CompletableFuture<List<String>> out = CompletableFuture.supplyAsync(() -> exclude("emqx-0"));
        assertThat(out).isNotDone();

        bench.resume();

        assertThat(out).succeedsWithin(PATIENCE).isEqualTo(List.of("emqx-0"));
    }

    /** Each time its clients come and go: a run that cannot have it is to end soon, not when its time is up. */
    @Test
    void givesUpAgainstWhoeverKeepsPuttingAPodBack() {
        bench.publish().pause();
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Void> stubborn = CompletableFuture.runAsync(() -> {
            while (!over.get()) {
                bench.edit(
                        "emqx-0",
                        pod -> pod.edit()
                                .editMetadata()
                                .addToLabels(Marks.SERVING_LABEL, "true")
                                .endMetadata()
                                .build());
            }
        });

        assertThatThrownBy(() ->
                        lever.exclude(bench.namespace(), "emqx", List.of("emqx-0"), MARK, UNTIL, Duration.ofMinutes(1)))
                .isInstanceOfSatisfying(
                        KubernetesException.class,
                        failed -> assertThat(failed.kind()).isEqualTo(FailureKind.EXCLUSION_REFUSED))
                .hasMessageContaining("emqx-0")
                .hasMessageContaining("put back")
                .hasMessageContaining("6 times");
        over.set(true);
        assertThat(stubborn).succeedsWithin(PATIENCE);
    }

    @Test
    void refusesWhereAServiceDoesNotSelectByTheLabel() {
        bench.service("emqx-ws", Map.of("app", "emqx"), Bench.port("ws", 8083));
        bench.publish();

        assertThatThrownBy(() -> exclude("emqx-0")).hasMessageContaining("emqx-ws");
    }

    @Test
    void waitsForEveryServiceInFront() {
        bench.withFront("emqx-internal", "emqx").publish();

        exclude("emqx-0");

        assertThat(servedBy("emqx-0")).containsEntry("emqx-lb", false).containsEntry("emqx-internal", false);
    }

    @Test
    void refusesWhereTheStatefulSetSelectsByTheLabel() {
        bench.pod(bench.statefulSet("other", serving(), Map.of()), 0, Map.of());
        bench.withFront("other-lb", "other").publish();

        assertThatThrownBy(() -> lever.exclude(bench.namespace(), "other", List.of("other-0"), MARK, UNTIL, PATIENCE))
                .hasMessageContaining("orphaned");
    }

    @Test
    void refusesWhereTheTemplateLacksTheLabel() {
        bench.pod(bench.statefulSet("other", Map.of(), Map.of()), 0, Map.of());
        bench.withFront("other-lb", "other").publish();

        assertThatThrownBy(() -> lever.exclude(bench.namespace(), "other", List.of("other-0"), MARK, UNTIL, PATIENCE))
                .hasMessageContaining("template");
    }

    @Test
    void refusesWhereNoServiceIsInFront() {
        bench.client
                .services()
                .inNamespace(bench.namespace())
                .withName("emqx-lb")
                .delete();

        assertThat(refusal("emqx-0")).isEqualTo(FailureKind.EXCLUSION_REFUSED);
    }

    @Test
    void keepsWhatOthersWrite() {
        bench.publish();
        bench.label("emqx-0", "team", "a");
        exclude("emqx-0");
        bench.label("emqx-0", "canary", "yes");
        bench.annotate("emqx-0", "note", "theirs");

        restore();

        assertThat(bench.pod("emqx-0").getMetadata().getLabels())
                .containsEntry("team", "a")
                .containsEntry("canary", "yes");
        // The mock keeps what a merge patch nulls, as null.
        assertThat(bench.pod("emqx-0").getMetadata().getAnnotations()).containsEntry("note", "theirs");
        assertThat(Pods.excludedBy(bench.pod("emqx-0"))).isEmpty();
    }

    @Test
    void restoresAPodThatSomebodyWritesToAllTheTime() {
        bench.publish();
        exclude("emqx-0");
        AtomicBoolean stop = new AtomicBoolean();
        CompletableFuture<Integer> writer = CompletableFuture.supplyAsync(() -> {
            int writes = 0;
            while (!stop.get()) {
                bench.mergeLabel("emqx-0", "writes", String.valueOf(++writes));
            }
            return writes;
        });

        ServingLabel.Restored restored = restore();
        stop.set(true);

        assertThat(restored.notServing()).isEmpty();
        assertThat(writer).succeedsWithin(PATIENCE);
        assertThat(bench.pod("emqx-0").getMetadata().getLabels())
                .containsEntry("writes", String.valueOf(writer.join()))
                .containsEntry(Marks.SERVING_LABEL, "true");
    }

    @Test
    void doesNotExcludeAPodThatHasChangedSinceItWasLookedAt() {
        Pod seen = bench.pod("emqx-0");
        bench.annotate("emqx-0", Marks.EXCLUDED_BY, "default/other/run-9");

        assertThatThrownBy(() -> new MarkPatch(bench.lever()).exclude(seen, MARK, UNTIL))
                .isInstanceOfSatisfying(
                        KubernetesException.class,
                        failed -> assertThat(ApiCall.status(failed)).isEqualTo(409));
        assertThat(Pods.excludedBy(bench.pod("emqx-0"))).contains("default/other/run-9");
    }

    @Test
    void looksAgainAfterAConflict() {
        bench.publish();
        bench.refusePatches("emqx-0", 409, "Conflict", 1);

        assertThat(exclude("emqx-0")).containsExactly("emqx-0");
    }

    @Test
    void namesTheVerbThatTheRoleLacks() {
        bench.publish();
        bench.refusePatches("emqx-0", 403, "Forbidden", 100);

        assertThatThrownBy(() -> exclude("emqx-0"))
                .isInstanceOfSatisfying(
                        KubernetesException.class,
                        failed -> assertThat(failed.kind()).isEqualTo(FailureKind.KUBERNETES_FORBIDDEN))
                .hasMessageContaining("patch")
                .hasMessageContaining("pods");
    }

    @Test
    void onePodsTroubleDoesNotKeepTheOthersOut() {
        bench.publish();
        exclude("emqx-0", "emqx-1");
        bench.refusePatches("emqx-0", 500, "Internal", 1);

        assertThatThrownBy(this::restore)
                .isInstanceOfSatisfying(
                        KubernetesException.class,
                        failed -> assertThat(failed.kind()).isEqualTo(FailureKind.KUBERNETES_UNAVAILABLE));
        assertThat(Pods.servingLabel(bench.pod("emqx-1"))).contains("true");
        assertThat(restore().restored()).containsExactly("emqx-0");
    }
}
