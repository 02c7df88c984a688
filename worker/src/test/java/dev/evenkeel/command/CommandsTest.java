package dev.evenkeel.command;

import static dev.evenkeel.command.FakeClusters.RUN;
import static dev.evenkeel.command.FakeClusters.finding;
import static dev.evenkeel.command.FakeClusters.plan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.activity.Janitor.State;
import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.kubernetes.AdoptionPlan;
import dev.evenkeel.kubernetes.AdoptionStep;
import dev.evenkeel.kubernetes.AdoptionStep.Change;
import dev.evenkeel.kubernetes.AdoptionStep.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class CommandsTest {
    private final FakeClusters clusters = new FakeClusters();
    private final List<String> settings = new ArrayList<>();

    private Typed.Answer run(String... arguments) {
        Typed.Answer answer = new Typed(given -> {
                    settings.addAll(given);
                    return clusters;
                })
                .run(arguments);
        assertThat(clusters.closed).isEqualTo(!clusters.asked.isEmpty());
        return answer;
    }

    @Nested
    final class OfJanitor {
        @Test
        void goesRoundUntilNothingIsLeft() {
            clusters.round(finding(State.WATCHED, "its Lease seems to have run out", false))
                    .round(finding(State.WATCHED, "its Lease seems to have run out", false))
                    .round(finding(State.CLEANING, "EMQX could not be asked", false))
                    .round(finding(State.CLEAN, "EMQX's rebalance was stopped; pods put back: [emqx-0]", false));

            Typed.Answer answer = run("janitor");

            assertThat(answer.code()).isZero();
            assertThat(answer.out()).isEqualTo("""
                    mqtt/emqx: watched: its Lease seems to have run out (run %1$s)
                    mqtt/emqx: cleaning up: EMQX could not be asked (run %1$s)
                    mqtt/emqx: clean: EMQX's rebalance was stopped; pods put back: [emqx-0] (run %1$s)
                    """.formatted(RUN));
            assertThat(answer.took()).isEqualTo(Duration.ofSeconds(3));
        }

        @Test
        void leavesARunAloneThatLives() {
            clusters.round(finding(State.LEFT_ALONE, "its Lease is good until noon", true));

            Typed.Answer answer = run("janitor");

            assertThat(answer.code()).isZero();
            assertThat(answer.out()).contains("left alone: its Lease is good until noon");
            assertThat(answer.took()).isZero();
        }

        @Test
        void endsWithFiveWhereTheTimeIsOverWithAPodOut() {
            clusters.round(finding(State.CLEANING, "pods come back at noon", false));

            Typed.Answer answer = run("janitor", "--within", "10s");

            assertThat(answer.code()).isEqualTo(5);
            assertThat(answer.took()).isEqualTo(Duration.ofSeconds(10));
            assertThat(answer.err()).contains("not done in time: mqtt/emqx: pods come back at noon");
        }

        @Test
        void endsWithOneAtOnceWhereItMayNotLook() {
            clusters.round(FailureKind.KUBERNETES_FORBIDDEN);

            Typed.Answer answer = run("janitor", "-n", "a,b");

            assertThat(answer.code()).isEqualTo(1);
            assertThat(clusters.asked).containsExactly("a", "b");
            assertThat(answer.err()).contains("namespace a cannot be looked after", "namespace b cannot be");
        }

        @Test
        void looksAgainWhereKubernetesDoesNotAnswer() {
            clusters.round(FailureKind.KUBERNETES_UNAVAILABLE).round();

            assertThat(run("janitor").code()).isZero();
            assertThat(clusters.asked).hasSize(2);
        }

        @Test
        void givesUpWhereKubernetesNeverAnswers() {
            clusters.round(FailureKind.KUBERNETES_UNAVAILABLE);

            Typed.Answer answer = run("janitor", "--within", "5s");

            assertThat(answer.code()).isEqualTo(1);
            assertThat(clusters.asked).hasSize(6);
        }
    }

    @Nested
    final class OfRestore {
        @Test
        void saysWhatWasPutBack() {
            clusters.round(finding(State.CLEANING, "EMQX could not be asked", false))
                    .round(finding(State.CLEAN, "pods put back: [emqx-0]", false));

            Typed.Answer answer = run("restore", "emqx", "-n", "mqtt");

            assertThat(answer.code()).isZero();
            assertThat(answer.out()).contains("clean: pods put back: [emqx-0]");
            assertThat(clusters.asked).containsExactly("mqtt/emqx", "mqtt/emqx");
        }

        @Test
        void refusesWhereTheRunLivesAndNamesWhatEndsIt() {
            clusters.round(finding(State.LEFT_ALONE, "its Lease is good", false))
                    .round(finding(State.LEFT_ALONE, "its Lease is good", true));

            Typed.Answer answer = run("restore", "emqx", "-n", "mqtt");

            assertThat(answer.code()).isEqualTo(3);
            assertThat(answer.err()).contains("run " + RUN + " lives. 'evenkeel abort emqx -n mqtt'");
        }

        @Test
        void saysSoWhereNothingIsLeft() {
            clusters.round();

            Typed.Answer answer = run("restore", "emqx", "--without-emqx");

            assertThat(answer.code()).isZero();
            assertThat(answer.out()).contains("own/emqx: nothing of any run is left");
            assertThat(clusters.asked).containsExactly("own/emqx without EMQX");
        }

        @Test
        void endsWithFiveWhereTheTimeIsOver() {
            clusters.round(finding(State.CLEANING, "EMQX could not be asked", false));

            assertThat(run("restore", "emqx", "--within", "3s").code()).isEqualTo(5);
        }

        @Test
        void endsWithOneWhereItMayNotLook() {
            clusters.round(FailureKind.KUBERNETES_FORBIDDEN);

            Typed.Answer answer = run("restore", "emqx");

            assertThat(answer.code()).isEqualTo(1);
            assertThat(answer.err()).contains("KubernetesForbidden: list leases: no");
        }
    }

    @Nested
    final class OfAdopt {
        private final AdoptionPlan whole = plan(
                List.of(
                        step(Stage.POD_LABEL, "Pod", "emqx-0", "metadata.labels[evenkeel.dev/serving]", null, "true"),
                        step(
                                Stage.TEMPLATE,
                                "StatefulSet",
                                "emqx",
                                "spec.updateStrategy",
                                "{\"type\":\"RollingUpdate\"}",
                                "{\"type\":\"OnDelete\"}")),
                List.of());
        private final AdoptionPlan nothing = plan(List.of(), List.of());

        private static AdoptionStep step(
                Stage stage, String kind, String name, String path, String before, String after) {
            return new AdoptionStep(
                    stage,
                    kind,
                    name,
                    List.of(new Change(path, Optional.ofNullable(before), Optional.ofNullable(after))),
                    Optional.of("{}"));
        }

        @Test
        void printsTheExactChangeAndMakesNone() {
            clusters.adoption(whole, nothing);

            Typed.Answer answer = run("adopt", "emqx", "-n", "mqtt");

            assertThat(answer.code()).isZero();
            assertThat(clusters.asked).containsExactly("adopt mqtt/emqx");
            assertThat(answer.out()).isEqualTo("""
                    StatefulSet mqtt/emqx, in front of it: emqx-listeners

                    1. the running pods' label
                       pod/emqx-0
                       +   metadata.labels[evenkeel.dev/serving]: "true"

                    2. the pod template, while the StatefulSet is told to restart no pod for it (OnDelete)
                       statefulset/emqx
                       -   spec.updateStrategy: {"type":"RollingUpdate"}
                       +   spec.updateStrategy: {"type":"OnDelete"}

                    Nothing was changed. 'evenkeel adopt emqx -n mqtt --apply' makes this change, in this order.
                    """);
        }

        @Test
        void appliesWhatItHasPrinted() {
            clusters.adoption(whole, nothing);

            Typed.Answer answer = run("adopt", "emqx", "-n", "mqtt", "--apply");

            assertThat(answer.code()).isZero();
            assertThat(clusters.asked).containsExactly("adopt mqtt/emqx", "written");
            assertThat(answer.out())
                    .contains(
                            "changed pod/emqx-0: metadata.labels[evenkeel.dev/serving]\n"
                                    + "changed statefulset/emqx: spec.updateStrategy\n",
                            "Done: every pod has");
        }

        @Test
        void undoes() {
            clusters.adoption(whole, nothing);

            Typed.Answer answer = run("adopt", "emqx", "--undo");

            assertThat(answer.code()).isZero();
            assertThat(clusters.asked).containsExactly("undo own/emqx", "written");
            assertThat(answer.out()).contains("Done: nothing selects by evenkeel.dev/serving");
        }

        @Test
        void undoesNothingInADryRun() {
            clusters.adoption(whole, nothing);

            assertThat(run("adopt", "emqx", "--undo", "--dry-run").out()).contains("emqx -n own --undo' makes this");
            assertThat(clusters.asked).containsExactly("undo own/emqx");
        }

        @Test
        void aRefusalWritesNothing() {
            clusters.adoption(plan(whole.steps(), List.of("pod emqx-1 is excluded by x")), nothing);

            Typed.Answer answer = run("adopt", "emqx", "--apply");

            assertThat(answer.code()).isEqualTo(3);
            assertThat(clusters.asked).containsExactly("adopt own/emqx");
            assertThat(answer.err()).isEqualTo("evenkeel: refused: pod emqx-1 is excluded by x\n");
        }

        @Test
        void whatHelmKeepsIsPrintedForHelm() {
            clusters.adoption(
                    plan(
                            whole.steps(),
                            List.of("statefulset/emqx is kept by Helm"),
                            new AdoptionPlan.Keeper("statefulset/emqx", "Helm", true)),
                    nothing);

            Typed.Answer answer = run("adopt", "emqx", "--apply");

            assertThat(answer.code()).isEqualTo(3);
            assertThat(answer.out())
                    .contains("podLabels:\n     evenkeel.dev/serving: \"true\"")
                    .contains("metadata: {name: emqx, namespace: mqtt}")
                    .contains("spec: {selector: {evenkeel.dev/serving: \"true\"}}");
        }

        @Test
        void endsWithOneWhereAControllerDidNotFollowInTime() {
            AdoptionPlan waiting = new AdoptionPlan(
                    "mqtt",
                    "emqx",
                    List.of(),
                    whole.steps(),
                    List.of(),
                    List.of(),
                    Optional.of("the StatefulSet waits"));
            clusters.adoption(whole, waiting);

            Typed.Answer answer = run("adopt", "emqx", "--apply");

            assertThat(answer.code()).isEqualTo(1);
            assertThat(answer.err()).contains("not done in time: the StatefulSet waits");
        }

        @Test
        void answersInJson() {
            clusters.adoption(whole, nothing);

            Typed.Answer answer = run("adopt", "emqx", "--apply", "-o", "json");

            assertThat(answer.out()).startsWith("{").endsWith("}\n");
            assertThat(answer.out()).contains("\"undo\" : false", "\"stage\" : \"POD_LABEL\"", "\"done\" : [");
        }

        @Test
        void appliesAndUndoesNotAtOnce() {
            assertThat(run("adopt", "emqx", "--apply", "--undo").code()).isEqualTo(2);
        }
    }

    @Test
    void settingsGoWhereTheWorkerReadsThem() {
        clusters.round();

        run("--evenkeel.default-namespace=mqtt", "janitor", "--evenkeel.janitor.lease=30s", "--within", "1s");

        assertThat(settings).containsExactly("--evenkeel.default-namespace=mqtt", "--evenkeel.janitor.lease=30s");
    }

    @Test
    void whatIsWrongOnTheLineIsAnsweredWithTwo() {
        assertThat(run().code()).isEqualTo(2);
        assertThat(run("janitor", "--within", "soon").err()).contains("got 'soon'");
        assertThat(run("restore").err()).contains("NAME", "'evenkeel restore --help'");
    }

    @Test
    void helpNamesTheExitCodes() {
        assertThat(run("help", "restore").out()).contains("Exit codes:", "5   ", "EVENKEEL_*");
    }
}
