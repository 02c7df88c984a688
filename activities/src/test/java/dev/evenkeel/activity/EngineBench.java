package dev.evenkeel.activity;

import dev.evenkeel.contract.Census;
import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.contract.ContractJson;
import dev.evenkeel.contract.EmqxState;
import dev.evenkeel.contract.EngineActivities;
import dev.evenkeel.contract.EngineActivities.FindOrder;
import dev.evenkeel.contract.EngineActivities.Look;
import dev.evenkeel.contract.EngineActivities.StartOrder;
import dev.evenkeel.contract.EngineActivities.StopOrder;
import dev.evenkeel.contract.EngineActivities.WatchOrder;
import dev.evenkeel.contract.GuardActivities.GuardOrder;
import dev.evenkeel.contract.GuardCondition;
import dev.evenkeel.contract.Guardrails;
import dev.evenkeel.contract.Lever;
import dev.evenkeel.contract.RunRef;
import dev.evenkeel.contract.StartParameters;
import dev.evenkeel.contract.Threshold;
import dev.evenkeel.contract.Wave;
import dev.evenkeel.emqx.Credentials;
import dev.evenkeel.planning.Pace;
import dev.evenkeel.prometheus.PrometheusClient;
import io.temporal.activity.ActivityOptions;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.common.RetryOptions;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.testing.TestActivityEnvironment;
import io.temporal.testing.TestEnvironmentOptions;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** The engine's activities before an EMQX in memory, one attempt a call: the article's nodes n1 to n3 give, n4 takes. */
final class EngineBench implements AutoCloseable {
    static final ClusterRef CLUSTER = ClusterRef.outside("lab");
    static final ClusterRef IN_KUBERNETES = ClusterRef.inKubernetes("mqtt", "emqx");
    static final List<String> NODES = List.of("n1", "n2", "n3", "n4");
    static final List<String> DONORS = List.of("n1", "n2", "n3");
    static final Wave WAVE = new Wave(
            1,
            "n4",
            NODES,
            DONORS,
            List.of("n4"),
            new StartParameters(
                    10,
                    10,
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(10),
                    new Threshold(100, 1.1),
                    new Threshold(100, 1.1)));

    final FakeEmqxClient emqx = new FakeEmqxClient()
            .node("n1", 3333)
            .node("n2", 3333)
            .node("n3", 3334)
            .node("n4", 0);
    final TestClock clock = new TestClock();
    final List<String> askedOfPrometheus = new CopyOnWriteArrayList<>();
    final List<Look> heartbeats = new ArrayList<>();
    final List<List<String>> askedAtHeartbeats = new CopyOnWriteArrayList<>();

    static final RunRef RUN = new RunRef("default", "emqx-rebalance/_/lab", "run-1");
    final FakeClusterLeases leases = new FakeClusterLeases();
    final List<ClusterRef> gone = new ArrayList<>();
    private final TestActivityEnvironment temporal =
            TestActivityEnvironment.newInstance(TestEnvironmentOptions.newBuilder()
                    .setWorkflowClientOptions(WorkflowClientOptions.newBuilder()
                            .setDataConverter(ContractJson.dataConverter())
                            .build())
                    .build());
    private final EngineActivities activities;

    EngineBench() {
        this(Pace.realTime().withoutStaying());
    }

    EngineBench(Pace pace) {
        ClusterDirectory directory = new ClusterDirectory(
                new FakeClusterDiscovery().cluster("mqtt", "emqx", FakeClusterDiscovery.pod("emqx-0", "10.0.0.1")),
                new ConnectionProfiles(List.of(
                        new ConnectionProfiles.Profile(
                                "lab",
                                List.of(URI.create("http://lab:18083")),
                                List.of(),
                                new Credentials("key", () -> "s")),
                        new ConnectionProfiles.Profile(
                                "emqx", List.of(), List.of("mqtt/emqx"), new Credentials("key", () -> "s")))),
                new FakeEmqxClients(emqx),
                clock);
        temporal.registerActivitiesImplementations(new EngineActivitiesImpl(
                directory,
                new RunLife(leases, directory, LifeTimes.defaults(), clock, gone::add),
                pace,
                clock,
                clock,
                new Conditions(Optional.of(query -> {
                    askedOfPrometheus.add(query);
                    return new PrometheusClient.Answer(PrometheusClient.Kind.NO_SAMPLES, "no sample");
                }))));
        temporal.setActivityHeartbeatListener(Look.class, look -> {
            askedAtHeartbeats.add(List.copyOf(emqx.asked()));
            if (look != null) {
                heartbeats.add(look);
            }
        });
        activities = temporal.newActivityStub(
                EngineActivities.class,
                ActivityOptions.newBuilder()
                        .setStartToCloseTimeout(Duration.ofSeconds(10))
                        .setRetryOptions(
                                RetryOptions.newBuilder().setMaximumAttempts(1).build())
                        .build());
    }

    /** The first start of a run. */
    EngineActivities.StartReport start() {
        return start(1);
    }

    EngineActivities.StartReport start(int startsSent) {
        return activities.start(new StartOrder(CLUSTER, RUN, Lever.NONE, WAVE, TestClock.BEGAN, startsSent));
    }

    /** The first start of a run whose donors have left their Service. */
    EngineActivities.StartReport startBehindLabel() {
        return activities.start(
                new StartOrder(IN_KUBERNETES, RUN, Lever.LABEL, WAVE, TestClock.BEGAN.plus(Duration.ofHours(1)), 1));
    }

    EngineActivities.StartReport find(Instant lostAt) {
        return activities.findStart(new FindOrder(CLUSTER, RUN, WAVE, lostAt));
    }

    EngineActivities.StopReport stop(Instant settledAt) {
        return activities.stop(new StopOrder(CLUSTER, RUN, WAVE, settledAt));
    }

    /** One attempt at watching this state, which was first seen when the clock began; it knows what the one before left. */
    EngineActivities.WatchReport watch(EmqxState state) {
        return watch(state, OptionalLong.empty());
    }

    /** The same where each donor is to be left with so many connections. */
    EngineActivities.WatchReport watch(EmqxState state, OptionalLong goal) {
        return watch(new WatchOrder(
                CLUSTER,
                RUN,
                WAVE,
                state,
                TestClock.BEGAN,
                2340,
                false,
                null,
                null,
                null,
                goal,
                null,
                null,
                null,
                null));
    }

    /** The same of an eviction, with this condition besides. */
    EngineActivities.WatchReport watchEviction(GuardCondition condition) {
        Census census = new Census(
                TestClock.BEGAN, Map.of(), Map.of(), OptionalLong.empty(), OptionalLong.empty(), Optional.empty());
        return watch(new WatchOrder(
                CLUSTER,
                RUN,
                WAVE,
                EmqxState.EVICTING_CONNS,
                TestClock.BEGAN,
                2340,
                false,
                null,
                null,
                null,
                null,
                Optional.of(new GuardOrder(
                        new Guardrails(100, 100, 100, 3_600, Duration.ofSeconds(60), List.of(condition)),
                        Duration.ofSeconds(60),
                        census,
                        census,
                        WAVE,
                        List.of(),
                        Optional.empty(),
                        true,
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        true)),
                null,
                null,
                null));
    }

    /** The same of EMQX's first wait, in which others take the donors out by then. */
    EngineActivities.WatchReport watchUntilOut(Instant by) {
        return watch(new WatchOrder(
                CLUSTER,
                RUN,
                WAVE,
                EmqxState.WAIT_HEALTH_CHECK,
                TestClock.BEGAN,
                2340,
                false,
                Lever.OBSERVE,
                Optional.of(by),
                null,
                null,
                null,
                null,
                null,
                null));
    }

    private EngineActivities.WatchReport watch(WatchOrder order) {
        if (!heartbeats.isEmpty()) {
            temporal.setHeartbeatDetails(lastLook());
        }
        return activities.watch(order);
    }

    Look lastLook() {
        return heartbeats.get(heartbeats.size() - 1);
    }

    /** How the attempt failed, as Temporal's server would read it. */
    static ApplicationFailure failure(ThrowingCallable attempt) {
        ActivityFailure failed = Assertions.catchThrowableOfType(ActivityFailure.class, attempt);
        Assertions.assertThat(failed).as("the attempt did not fail").isNotNull();
        return Optional.ofNullable(failed.getCause())
                .map(ApplicationFailure.class::cast)
                .orElseThrow();
    }

    @Override
    public void close() {
        temporal.close();
    }
}
