package dev.evenkeel.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.evenkeel.contract.Clause;
import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.contract.Outcome;
import dev.evenkeel.contract.RebalanceResult;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Others begin something on the nodes of a run that is under way: it stops what is its own, restores, says to whom it
 * yields, and leaves theirs alone. Or nodes come, go and restart: it plans again.
 */
@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
final class StrangersTest {
    /** Two looks, and the cleaning up. */
    private static final Duration SOON = Duration.ofSeconds(15);

    /** What is found out from Kubernetes is half a minute old at most. */
    private static final Duration ROLLOUT_SEEN = Duration.ofSeconds(45);

    private static final String OTHERS_REBALANCE =
            "{\"nodes\":[%s],\"abs_conn_threshold\":10,\"abs_sess_threshold\":10,\"conn_evict_rate\":3}";

    /** Each of EMQX's states. */
    private enum During {
        WAIT_HEALTH_CHECK,
        EVICTING_CONNS,
        WAIT_TAKEOVER,
        EVICTING_SESSIONS;

        /** Starts a run whose EMQX is held there, and lets something happen a few seconds after it has come so far. */
        WorkflowStub begin(Bench bench, String spec, Runnable happens) {
            String state = name().toLowerCase(Locale.ROOT);
            bench.emqx.faults().holdIn(state);
            WorkflowStub run = bench.start(spec);
            once(bench, () -> bench.emqx.state(node(3)).equals(state), () -> in(bench, 5, happens));
            return run;
        }
    }

    private static final String SPEC = """
            {"instanceName": "emqx-ee", "rebalanceStrategy": {
             "connEvictRate": 20, "sessEvictRate": 10, "waitTakeover": 20, "waitHealthCheck": 10,
             "absConnThreshold": 100, "absSessThreshold": 100, "relConnThreshold": 1.1, "relSessThreshold": 1.1}}
            """;

    static Stream<Arguments> strangers() {
        return Arrays.stream(During.values())
                .flatMap(during -> Arrays.stream(Stranger.values()).map(stranger -> Arguments.of(during, stranger)));
    }

    @ParameterizedTest
    @MethodSource("strangers")
    @Execution(ExecutionMode.CONCURRENT)
    void yields(During during, Stranger stranger) {
        try (Bench bench = Bench.skipping(Stage::withSessions)) {
            AtomicReference<Instant> began = new AtomicReference<>();
            WorkflowStub run = during.begin(bench, SPEC, () -> {
                began.set(Instant.ofEpochMilli(bench.temporal.currentTimeMillis()));
                stranger.begins.accept(bench);
            });

            ApplicationFailure why = failure(bench, run);

            assertThat(why.getType()).as(why.getOriginalMessage()).isEqualTo(FailureKind.YIELDED.wireName());
            assertThat(why.getOriginalMessage()).contains(stranger.words);
            RebalanceResult result = why.getDetails().get(0, RebalanceResult.class);
            assertThat(result.spans()).anyMatch(span -> span.phase().name().equals(during.name()));
            assertThat(Duration.between(began.get(), result.timing().ended())).isLessThan(stranger.seenWithin);
            assertThat(bench.emqx.ledger().starts()).hasSize(1);
            assertThat(bench.servingPods()).isEqualTo(bench.pods(0, 1, 2, 3));
            assertThat(bench.emqx.faults().coordinators())
                    .isEqualTo(bench.emqx.faults().coordinatorsOfOthers());
            assertThat(stranger.goesOn.test(bench)).as("it goes on").isTrue();
        }
    }

    /** EMQX itself refuses it as long as the node is a donor. */
    @Test
    void anEvacuationOfADonorMustWait() {
        try (Bench bench = Bench.skipping(Stage::withSessions)) {
            AtomicReference<Boolean> begun = new AtomicReference<>();
            WorkflowStub run = During.EVICTING_CONNS.begin(bench, SPEC, () -> {
                begun.set(bench.emqx.faults().evacuate(node(0), "{}"));
                bench.emqx.faults().letGo();
            });

            RebalanceResult result = bench.result(run);

            assertThat(begun.get()).isFalse();
            assertThat(result.outcome()).as(result.summary()).isEqualTo(Outcome.BALANCED);
        }
    }

    /** Before 5.4 EMQX lets it begin, and gives it up unless the node is free in time: now it is. */
    @Test
    void anEvacuationOfADonorIsYieldedToWhereEmqxLetsItBegin() {
        try (Bench bench = Bench.skipping(EmqxRelease.E5_1.of(Stage::withSessions))) {
            WorkflowStub run = During.EVICTING_CONNS.begin(
                    bench, SPEC, () -> bench.emqx.faults().evacuate(node(0), "{\"wait_health_check\":30}"));

            ApplicationFailure why = failure(bench, run);

            assertThat(why).matches(FailureKind.YIELDED::is);
            assertThat(why.getOriginalMessage()).contains("NODE_EVACUATING: node " + node(0));
            assertThat(bench.servingPods()).isEqualTo(bench.pods(0, 1, 2, 3));
        }
    }

    @Test
    void anEvacuationOfANodeThatTakesNoPartDisturbsNobody() {
        try (Bench bench = Bench.skipping(emqx -> emqx.statefulSet("emqx-ee", "default", 3334, 3333, 3333, 0, 500))) {
            String some = SPEC.replaceFirst("\\{", "{\"nodes\":[" + nodes(0, 1, 2, 3) + "],");
            WorkflowStub run = During.EVICTING_CONNS.begin(bench, some, () -> {
                bench.emqx.faults().evacuate(node(4), "{}");
                bench.emqx.faults().letGo();
            });

            RebalanceResult result = bench.result(run);

            assertThat(result.outcome()).as(result.summary()).isEqualTo(Outcome.BALANCED);
            assertThat(result.restarts()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"EVICTING_CONNS", "EVICTING_SESSIONS"})
    @Execution(ExecutionMode.CONCURRENT)
    void aNodeThatComesTakesPartInAFurtherWave(During during) {
        try (Bench bench = Bench.skipping(emqx -> Stage.withSessions(emqx).node(node(4), 0))) {
            bench.emqx.faults().kill(node(4));
            WorkflowStub run = during.begin(bench, SPEC, () -> {
                bench.emqx.faults().restart(node(4));
                bench.emqx.faults().letGo();
            });

            RebalanceResult result = bench.result(run);

            assertThat(result.outcome()).as(result.toString()).isEqualTo(Outcome.BALANCED);
            assertThat(result.notes())
                    .anyMatch(note -> note.contains("having come meanwhile") && note.contains(node(4)));
            assertThat(result.restarts()).isZero();
            assertThat(bench.emqx.ledger().starts()).hasSizeGreaterThan(1);
            assertThat(bench.emqx.node(node(4)).live()).isBetween(1_700L, 2_200L);
            assertThat(bench.servingPods()).isEqualTo(bench.pods(0, 1, 2, 3, 4));
        }
    }

    @Test
    void aNodeThatComesIsOnlyToldOfWhereNoRestartIsLeft() {
        try (Bench bench = Bench.skipping(emqx -> Stage.withSessions(emqx).node(node(4), 0))) {
            bench.emqx.faults().kill(node(4));
            String once = SPEC.replaceFirst("\\{", "{\"maxRestarts\": 0,");
            WorkflowStub run = During.WAIT_TAKEOVER.begin(bench, once, () -> {
                bench.emqx.faults().restart(node(4));
                bench.emqx.faults().letGo();
            });

            RebalanceResult result = bench.result(run);

            assertThat(result.notes())
                    .anyMatch(note -> note.contains(node(4)) && note.contains("all 0 restarts are used up"));
            assertThat(bench.emqx.ledger().starts()).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"WAIT_HEALTH_CHECK", "EVICTING_CONNS"})
    @Execution(ExecutionMode.CONCURRENT)
    void allOfEmqxMayRestart(During during) {
        try (Bench bench = Bench.skipping(Stage::withSessions)) {
            WorkflowStub run = during.begin(bench, SPEC, () -> {
                bench.emqx.faults().letGo();
                bench.emqx.nodes().forEach(node -> bench.emqx.faults().kill(node.name()));
                in(
                        bench,
                        20,
                        () -> bench.emqx
                                .nodes()
                                .forEach(node -> bench.emqx.faults().restart(node.name())));
            });

            RebalanceResult result = bench.result(run);

            assertThat(result.outcome()).as(result.toString()).isEqualTo(Outcome.PARTIALLY_BALANCED);
            assertThat(result.summary())
                    .as("sessions are in memory: %s", result.notes())
                    .contains(Clause.SESSIONS_KEPT.name())
                    .doesNotContain(Clause.ENGINE_INEQUALITY.name());
            assertThat(bench.connections().values()).allMatch(count -> count <= 2_750);
            assertThat(bench.emqx.faults().coordinators()).isEmpty();
            assertThat(bench.servingPods()).isEqualTo(bench.pods(0, 1, 2, 3));
        }
    }

    /** What others do, how it is seen, and that it is left alone. */
    private enum Stranger {
        EVACUATION_OF_A_RECIPIENT(
                bench -> bench.emqx.faults().evacuate(node(3), "{\"wait_health_check\":60}"),
                "NODE_EVACUATING: node " + node(3),
                SOON,
                bench -> !bench.emqx.faults().evacuate(node(3), "{}")),
        REBALANCE_OF_OTHERS_AFTER_THEY_STOPPED_OURS(
                bench -> {
                    bench.emqx.faults().stopBehindOurBack();
                    bench.emqx.faults().startBehindOurBack(node(2), OTHERS_REBALANCE.formatted(nodes(0, 3)));
                },
                "REBALANCE_RUNNING: EMQX runs a rebalance, coordinated by " + node(2),
                SOON,
                bench -> bench.emqx.faults().coordinators().equals(List.of(node(2)))),
        PURGE_AFTER_OURS_WAS_STOPPED(
                bench -> {
                    bench.emqx.faults().stopBehindOurBack();
                    bench.emqx.faults().purge(node(1), 5);
                },
                "PURGE_RUNNING: node " + node(1),
                SOON,
                bench -> !bench.emqx.faults().purge(node(1), 5)),
        ROLLOUT(
                bench -> bench.kubernetes.beginRollout(),
                "ROLLOUT_RUNNING: StatefulSet emqx-ee",
                ROLLOUT_SEEN,
                bench -> bench.kubernetes.rollNext());

        private final Consumer<Bench> begins;
        private final String words;
        private final Duration seenWithin;
        private final Predicate<Bench> goesOn;

        Stranger(Consumer<Bench> begins, String words, Duration seenWithin, Predicate<Bench> goesOn) {
            this.begins = begins;
            this.words = words;
            this.seenWithin = seenWithin;
            this.goesOn = goesOn;
        }
    }

    private static void in(Bench bench, int seconds, Runnable action) {
        bench.temporal.registerDelayedCallback(Duration.ofSeconds(seconds), action);
    }

    /** Looks every second of Temporal's own clock. */
    private static void once(Bench bench, BooleanSupplier reached, Runnable action) {
        in(bench, 1, () -> {
            if (reached.getAsBoolean()) {
                action.run();
            } else {
                once(bench, reached, action);
            }
        });
    }

    private static ApplicationFailure failure(Bench bench, WorkflowStub run) {
        WorkflowFailedException failed = catchThrowableOfType(WorkflowFailedException.class, () -> bench.result(run));
        assertThat(failed).as("the run did not fail").isNotNull();
        return (ApplicationFailure) failed.getCause();
    }

    private static String nodes(int... ordinals) {
        return String.join(
                ",",
                Arrays.stream(ordinals)
                        .mapToObj(ordinal -> "\"" + node(ordinal) + "\"")
                        .toList());
    }

    private static String node(int ordinal) {
        return "emqx-ee@emqx-ee-" + ordinal + ".emqx-ee-headless.default.svc.cluster.local";
    }
}
