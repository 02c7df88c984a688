package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.client.RunView;
import dev.evenkeel.client.Samples;
import dev.evenkeel.contract.Diagnosis.Severity;
import dev.evenkeel.contract.EngineActivities.Look;
import dev.evenkeel.contract.Outcome;
import dev.evenkeel.contract.RebalanceProgress;
import dev.evenkeel.contract.RunPhase;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ViewsTest {
    private static final LiveView PLAIN = new LiveView(LiveView.Format.plain());

    @Test
    void liveViewOfAnEviction() {
        assertText(PLAIN.lines(evicting()), """
                default/emqx-ee  EMQX evicts connections from the donors             52s elapsed
                [########################........................] 50 % moved, 47s to 1m 2s left
                emqx-ee-0  ###############################|####.....  2,944 -> 2,554  donor, out
                emqx-ee-1  ###############################|####.....  2,943 -> 2,553  donor, out
                emqx-ee-2  ###############################|####.....  2,943 -> 2,553  donor, out
                emqx-ee-3  ##############...............|...........  1,170 -> 2,340  recipient
                - donors left the Service in 14 ms
                """);
    }

    @Test
    void liveViewBeforeAPlanIsThere() {
        assertText(
                PLAIN.lines(view(Optional.of(RebalanceProgress.begin(Samples.RUN, Samples.NOON)), Optional.empty())),
                """
                default/emqx-ee  looking at EMQX and Kubernetes                      52s elapsed
                """);
    }

    @Test
    void liveViewWhileNoWorkerIsThere() {
        RunView silent = new RunView(
                Samples.cluster("emqx-ee"),
                Samples.RUN.workflowId(),
                "run-1",
                RunView.Status.RUNNING,
                Samples.NOON,
                Optional.empty(),
                Samples.NOON.plusSeconds(3_700),
                Optional.empty(),
                Optional.empty(),
                List.of(new RunView.PendingStep("Exclude", 7, Optional.of("KubernetesUnavailable"))),
                Optional.of("no worker answered within 2 s"));

        assertText(PLAIN.lines(silent), """
                default/emqx-ee  running                                           1h 1m elapsed
                ! no worker answered within 2 s; shown is what Temporal knows
                ! Exclude, attempt 7: KubernetesUnavailable
                """);
    }

    @Test
    void planView() {
        assertText(new PlanView(80, false).lines(Samples.ready()), """
                Ready: 2,340 of 10,000 connections move to 1 node

                NODE       ROLE          NOW   AFTER  CHANGE
                emqx-ee-0  donor       3,334   2,554    -780
                emqx-ee-1  donor       3,333   2,553    -780
                emqx-ee-2  donor       3,333   2,553    -780
                emqx-ee-3  recipient       0   2,340  +2,340
                total                 10,000  10,000       0

                moves     2,340 connections in 78 ticks of 1 s; at most 251 if no client came
                          back
                time      1m 38s in EMQX: wait_health_check 10s, evicting_conns 1m 18s,
                          wait_takeover 10s, evicting_sessions 0s; watched for 11m 10s at most
                skew      1.33 now, 1.02 after (fullest node over the mean)
                sent      10 connections and 10 sessions per donor and second, until within 100
                          or factor 1.1 (sessions 100 or factor 1.1)
                lever     label: Service emqx-ee-listeners selects evenkeel.dev/serving
                chosen    maxRestarts 3: not given
                warning   1 of 4 nodes takes every reconnect
                plan      a1b2c3, made 12:00:00Z
                promise   whatever happens, every pod that leaves the Service comes back;
                          'evenkeel abort emqx-ee -n default' stops EMQX and restores at once,
                          clients that have moved stay
                """);
    }

    @Test
    void refusedPlanView() {
        assertText(new PlanView(80, false).lines(Samples.refusal()), """
                Refused: a node evacuates

                NODE       CONNECTIONS
                emqx-ee-0        3,334
                emqx-ee-1        3,333
                emqx-ee-2        3,333
                emqx-ee-3            0

                refused   NODE_EVACUATING:
                          emqx-ee@emqx-ee-1.emqx-ee-headless.default.svc.cluster.local evacuates
                          (end the evacuation first, or leave that node out with 'nodes')
                """);
    }

    @Test
    void diagnosisView() {
        assertText(new DiagnosisView(80).lines(Samples.diagnosis(Severity.ERROR)), """
                default/emqx-ee: 1 error, 1 warning, 1 note; a rebalance would be refused or
                could not do what it promises

                error     the worker's account may not 'patch pods' in namespace default
                          [right-missing]
                  why     a run would fail where it needs it: Kubernetes answers 403
                  do      add the verb to the worker's Role in namespace default

                warning   not Ready: emqx-ee-3 [pod-not-ready]
                  why     it takes no clients, and a rebalance ends when a node that takes part
                          dies
                  do      'kubectl describe pod' says why; wait until it is Ready

                note      a run of default/emqx-ee is under way [run-under-way]
                  why     a second start of this cluster is refused until it has ended
                  do      nothing; 'evenkeel watch emqx-ee -n default' follows it

                not seen  the PodDisruptionBudgets (HTTP 403)

                ok        the worker's account has all 14 rights
                """);
    }

    @Test
    void diagnosisViewOfASoundCluster() {
        assertText(new DiagnosisView(80).lines(Samples.diagnosis(Severity.OK)), """
                default/emqx-ee: nothing found; ready for a rebalance

                ok        the worker's account has all 14 rights
                """);
    }

    @Test
    void resultView() {
        assertText(new ResultView(80, false).lines(Samples.result(Outcome.PARTIALLY_BALANCED, Samples.RUN)), """
                PartiallyBalanced: ended PartiallyBalanced
                cluster   default/emqx-ee
                run       emqx-rebalance/default/emqx-ee, run-1
                reason    scaled out

                NODE       BEFORE   AFTER  CHANGE
                emqx-ee-0   3,334   2,554    -780
                emqx-ee-1   3,333   2,553    -780
                emqx-ee-2   3,333   2,553    -780
                emqx-ee-3       0   2,340  +2,340
                total      10,000  10,000       0

                PHASE           BEGAN        TOOK  WHAT
                ASSESSING       12:00:00Z      1s  looking at EMQX and Kubernetes
                EXCLUDING       12:00:01Z      1s  taking donors out of the Service
                EVICTING_CONNS  12:00:12Z  1m 18s  EMQX evicts connections from the donors
                RESTORING       12:01:40Z      1s  putting the donors back into the Service

                DOES NOT  donors are within EMQX's own thresholds of the recipients (2,553 <=
                          2,340 x 1.1)
                holds     the Service has the endpoints it had before (4 of 4 serve)
                restored  emqx-ee-0, emqx-ee-1, emqx-ee-2
                time      1m 41s in all: 1m 38s in EMQX, 0s waiting for clients, 3s overhead
                starts    1 sent, 0 planned again
                note      donors left the Service in 14 ms
                """);
    }

    @Test
    void everyPhaseFitsIntoItsColumns() {
        for (RunPhase phase : RunPhase.values()) {
            RebalanceProgress progress = Samples.evicting(Samples.RUN)
                    .enter(phase, Samples.NOON.plusSeconds(60))
                    .note("x".repeat(300));
            for (Optional<Look> look : List.of(Optional.<Look>empty(), Optional.of(Samples.look()))) {
                assertThat(Stream.of(40, 60, 80, 132)
                                .flatMap(columns -> new LiveView(new LiveView.Format(columns, false, true, false))
                                        .lines(view(Optional.of(progress), look)).stream()
                                                .filter(line -> line.length() > columns)))
                        .isEmpty();
            }
        }
    }

    @Test
    void coloursChangeNothingButColours() {
        List<String> colourful = new LiveView(new LiveView.Format(80, true, false, false)).lines(evicting());

        assertThat(colourful).isNotEqualTo(PLAIN.lines(evicting()));
        assertThat(colourful.stream()
                        .map(line -> line.replaceAll("\u001b\\[\\d+m", ""))
                        .toList())
                .isEqualTo(PLAIN.lines(evicting()));
    }

    @Test
    void aLineSaysWhatAPictureWould() {
        assertThat(PLAIN.line(evicting()))
                .isEqualTo("12:00:52Z EMQX evicts connections from the donors, 50 % moved, 47s to 1m 2s left");
    }

    @Test
    void whatHoldsARunUpIsSaidInFull() {
        RebalanceProgress refused = Samples.evicting(Samples.RUN)
                .seen(Samples.outlook(Optional.of(
                        "7.0 % of the clients that try to connect come to donors, which are out, 5.0 % are allowed:"
                                + " they are pinned to donors, or a load balancer still sends them there")));
        RunView view = view(Optional.of(refused), Optional.empty());

        assertThat(PLAIN.lines(view))
                .contains(
                        "! 7.0 % of the clients that try to connect come to donors, which are out, 5.0 %",
                        "are allowed: they are pinned to donors, or a load balancer still sends them", "there");
        assertThat(PLAIN.line(view))
                .isEqualTo("12:00:52Z EMQX evicts connections from the donors, 50 % moved, 47s to 1m 2s left:"
                        + " 7.0 % of the clients that try to connect come to donors, which are out, 5.0 % are"
                        + " allowed: they are pinned to donors, or a load balancer still sends them there");
    }

    @Test
    void aPausedRunCountsNothingDown() {
        RebalanceProgress paused = Samples.evicting(Samples.RUN)
                .seen(Samples.outlook(Optional.empty()))
                .enter(RunPhase.PAUSED, Samples.NOON.plusSeconds(52))
                .note("paused by anna: a call");
        RunView view = view(Optional.of(paused), Optional.empty());

        assertThat(PLAIN.lines(view))
                .contains("[############............] 50 % moved, paused, 47s to 1m 2s left once it goes on")
                .contains("! paused by anna: a call");
        assertThat(PLAIN.line(view))
                .isEqualTo("12:00:52Z paused: EMQX evicts nobody, 50 % moved, paused, 47s to 1m 2s left once it goes"
                        + " on: paused by anna: a call");
    }

    private static RunView evicting() {
        RebalanceProgress progress = Samples.evicting(Samples.RUN).note("donors left the Service in 14 ms");
        return view(Optional.of(progress), Optional.of(Samples.look()));
    }

    private static RunView view(Optional<RebalanceProgress> progress, Optional<Look> look) {
        return new RunView(
                Samples.cluster("emqx-ee"),
                Samples.RUN.workflowId(),
                "run-1",
                RunView.Status.RUNNING,
                Samples.NOON,
                Optional.empty(),
                Samples.NOON.plusSeconds(52),
                progress,
                look,
                List.of(),
                Optional.empty());
    }

    private static void assertText(List<String> lines, String expected) {
        assertThat(String.join("\n", lines) + "\n").isEqualTo(expected);
    }
}
