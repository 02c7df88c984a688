package dev.evenkeel.workflow;

import dev.evenkeel.contract.AssessActivities;
import dev.evenkeel.contract.EndpointActivities;
import dev.evenkeel.contract.EngineActivities;
import dev.evenkeel.contract.ExamineActivities;
import dev.evenkeel.contract.GuardActivities;
import dev.evenkeel.contract.LifeActivities;
import dev.evenkeel.contract.RequestActivities;
import dev.evenkeel.contract.WorkflowNames;
import io.temporal.activity.ActivityCancellationType;
import io.temporal.activity.ActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.workflow.Workflow;
import java.time.Duration;

/**
 * Every timeout and every retry of the workflow, with its reason. An attempt that a killed worker had is given up after
 * its start-to-close (or heartbeat) timeout, so those decide how soon a run goes on.
 */
final class ActivityStubs {
    /** EMQX's own RPC gives up after 15 s; a start that was on its way then takes effect soon or never. */
    static final Duration LATE_START = Duration.ofSeconds(20);

    /** Stopping comes before restoring, so that no client is sent to a donor that still refuses; but not for ever. */
    static final Duration STOP_FIRST = Duration.ofSeconds(30);

    /** A donor that is served while EMQX refuses clients there: out again soon, or EMQX is stopped. */
    static final Duration OUT_AGAIN = Duration.ofSeconds(20);

    /** A look: EMQX reads of at most 8.5 s, beside each other. Decides how soon a look of a killed worker is made again. */
    private static final Duration LOOK = Duration.ofSeconds(10);

    /**
     * An attempt that asks or tells EMQX or Kubernetes several things one after the other: for a start or stop EMQX's
     * RPC alone may take 15 s.
     */
    static final Duration EXCHANGE = Duration.ofSeconds(40);

    /** Exchanges heartbeat every second; five missed ones are a dead worker. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(5);

    /** How long the run tries to stop an EMQX that does not answer, with all pods back, before a person must. */
    private static final Duration STOP_AT_MOST = Duration.ofHours(1);

    /** How long it is looked for a start whose answer was lost, or verified, while EMQX does not answer. */
    private static final Duration FEW_MINUTES = Duration.ofMinutes(5);

    /** The longest that a request may say its clients need, and some more. */
    private static final Duration CLIENTS_BACK_AT_MOST = Duration.ofHours(25);

    /** About two minutes of attempts: an EMQX or API server that is away longer is no ground to begin on. */
    private static final int BEFORE_ANYTHING_MAX = 12;

    /** Many questions, each with a limit of its own: an API server that is slow to answer each of them is a finding. */
    private static final Duration EXAMINATION = Duration.ofSeconds(90);

    /** What cannot be reached is found, not failed: only a worker that dies is a reason to try again. */
    private static final int EXAMINATIONS_MAX = 3;

    private static final int RELEASE_ATTEMPTS = 5;

    /** Two looks: new limits are to be watched by then, whatever is known of before. */
    private static final Duration RECALL = Duration.ofSeconds(8);

    private ActivityStubs() {}

    /** Pure reading of the input; retried only for workers that die. */
    static RequestActivities requests() {
        return Workflow.newActivityStub(
                RequestActivities.class, exchange(attempts(BEFORE_ANYTHING_MAX)).build());
    }

    /** Nothing is at stake yet: a bounded number of attempts, and the last one's error is the run's. */
    static AssessActivities assessing() {
        return Workflow.newActivityStub(
                AssessActivities.class, exchange(attempts(BEFORE_ANYTHING_MAX)).build());
    }

    /** A person waits for the answer. */
    static ExamineActivities examining() {
        return Workflow.newActivityStub(
                ExamineActivities.class,
                exchange(attempts(EXAMINATIONS_MAX))
                        .setStartToCloseTimeout(EXAMINATION)
                        .build());
    }

    /** Clients are waited for by attempts; the activity itself ends the wait. */
    static AssessActivities verifying() {
        return Workflow.newActivityStub(
                AssessActivities.class,
                exchange(untilItWorks()).setScheduleToCloseTimeout(FEW_MINUTES).build());
    }

    /** Clients take their time; the activity itself ends the wait. */
    static AssessActivities awaitingClients() {
        return Workflow.newActivityStub(
                AssessActivities.class,
                exchange(untilItWorks())
                        .setScheduleToCloseTimeout(CLIENTS_BACK_AT_MOST)
                        .build());
    }

    /** Clean-up must not race an attempt that still patches: cancelling waits for it. */
    static EndpointActivities excluding() {
        return Workflow.newActivityStub(
                EndpointActivities.class,
                exchange(attempts(BEFORE_ANYTHING_MAX))
                        .setCancellationType(ActivityCancellationType.WAIT_CANCELLATION_COMPLETED)
                        .build());
    }

    /** The same, within so much: of EMQX's first wait what is left. */
    static EndpointActivities excludingWithin(Duration left) {
        return Workflow.newActivityStub(
                EndpointActivities.class,
                exchange(attempts(BEFORE_ANYTHING_MAX))
                        .setScheduleToCloseTimeout(left)
                        .setCancellationType(ActivityCancellationType.WAIT_CANCELLATION_COMPLETED)
                        .build());
    }

    /**
     * Unbounded on purpose, the only wait that is: a run does not end while a pod that it excluded is out. Pods that others
     * put back are waited for by the activity, for a bounded time.
     */
    static EndpointActivities restoring() {
        return Workflow.newActivityStub(
                EndpointActivities.class, ending(untilItWorks()).build());
    }

    /** Not worth waiting for: a Lease that stays runs out, and a janitor removes it. */
    static LifeActivities releasing() {
        return Workflow.newActivityStub(
                LifeActivities.class, ending(attempts(RELEASE_ATTEMPTS)).build());
    }

    /** A Lease must run out and be seen so; then EMQX is stopped, at the latest by the dead run's hard stop. */
    static LifeActivities cleaningUpAfter(Duration bound) {
        return Workflow.newActivityStub(
                LifeActivities.class,
                exchange(untilItWorks()).setScheduleToCloseTimeout(bound).build());
    }

    /** Putting back what is out too many while EMQX runs: EMQX must not go unwatched for it. */
    static EndpointActivities restoringWithin(Duration bound) {
        return Workflow.newActivityStub(
                EndpointActivities.class,
                ending(untilItWorks()).setScheduleToCloseTimeout(bound).build());
    }

    /** One attempt, one request: what could start something is never sent twice. */
    static EngineActivities starting() {
        return Workflow.newActivityStub(
                EngineActivities.class, exchange(attempts(1)).build());
    }

    /** Looks for a lost start until it shows, or could no longer. */
    static EngineActivities finding() {
        return Workflow.newActivityStub(EngineActivities.class, looks(FEW_MINUTES));
    }

    /** One look per attempt; the activity says when the next one is due. */
    static EngineActivities watching(Duration bound) {
        return Workflow.newActivityStub(EngineActivities.class, looks(bound));
    }

    /** The activity itself ends the wait; an EMQX that is silent then has its time too. */
    static GuardActivities recovering(Duration atMost) {
        return Workflow.newActivityStub(GuardActivities.class, looks(atMost.plus(STOP_FIRST)));
    }

    /** One question to Temporal, which has just answered others; EMQX is looked at meanwhile. */
    static GuardActivities recalling() {
        return Workflow.newActivityStub(
                GuardActivities.class,
                exchange(untilItWorks()).setScheduleToCloseTimeout(RECALL).build());
    }

    /** Safe to repeat, and worth repeating. */
    static EngineActivities stopping() {
        return stoppingWithin(STOP_AT_MOST);
    }

    /** The same, where clean-up shall take over soon. */
    static EngineActivities stoppingWithin(Duration bound) {
        return Workflow.newActivityStub(
                EngineActivities.class,
                ending(untilItWorks()).setScheduleToCloseTimeout(bound).build());
    }

    /** An exchange that ends a run, or a part of it: with slots of its own. */
    private static ActivityOptions.Builder ending(RetryOptions retries) {
        return exchange(retries).setTaskQueue(WorkflowNames.CLEAN_UP_QUEUE);
    }

    private static ActivityOptions.Builder exchange(RetryOptions retries) {
        return ActivityOptions.newBuilder()
                .setStartToCloseTimeout(EXCHANGE)
                .setHeartbeatTimeout(HEARTBEAT)
                .setRetryOptions(retries)
                .setCancellationType(ActivityCancellationType.TRY_CANCEL);
    }

    /** Looks give their own pauses, so that after an attempt that a worker took with it the next one follows at once. */
    private static ActivityOptions looks(Duration bound) {
        return ActivityOptions.newBuilder()
                .setStartToCloseTimeout(LOOK)
                .setScheduleToCloseTimeout(bound)
                .setHeartbeatTimeout(LOOK)
                .setRetryOptions(RetryOptions.newBuilder()
                        .setInitialInterval(Duration.ofSeconds(1))
                        .setBackoffCoefficient(1)
                        .build())
                .setCancellationType(ActivityCancellationType.TRY_CANCEL)
                .build();
    }

    private static RetryOptions attempts(int atMost) {
        return untilItWorks().toBuilder().setMaximumAttempts(atMost).build();
    }

    private static RetryOptions untilItWorks() {
        return RetryOptions.newBuilder()
                .setInitialInterval(Duration.ofSeconds(1))
                .setBackoffCoefficient(1.5)
                .setMaximumInterval(Duration.ofSeconds(10))
                .build();
    }
}
