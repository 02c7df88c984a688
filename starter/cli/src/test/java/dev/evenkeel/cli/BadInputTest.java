package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong is told at once and in full, and nothing is sent. */
final class BadInputTest {
    private final Typed typed = Typed.inEarnest().with("TEMPORAL_ADDRESS", "127.0.0.1:1");

    @AfterEach
    void nothingWasSent() {
        assertThat(typed.connections()).isZero();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            start                                       | instanceName: got nothing; name the cluster
            start ''                                    | NAME: got ""; a Kubernetes name
            start Emqx                                  | NAME: got "Emqx"; a Kubernetes name
            start e -n _                                | --namespace: got "_"; a Kubernetes namespace
            start e --conn-evict-rate ten               | --conn-evict-rate: got "ten"; a whole number from 1
            start e --conn-evict-rate -5                | --conn-evict-rate: got "-5"; a whole number from 1
            start e --conn-evict-rate=-5                | --conn-evict-rate: got "-5"; a whole number from 1
            start e --sess-evict-rate 0                 | --sess-evict-rate: got "0"; a whole number from 1
            start e --rel-conn-threshold 1.0            | --rel-conn-threshold: got "1.0"; a number greater than 1.0
            start e --rel-sess-threshold x              | --rel-sess-threshold: got "x"; a number greater than 1.0
            start e --abs-conn-threshold 0              | --abs-conn-threshold: got "0"; a whole number from 1
            start e --wait-health-check 1.5s            | --wait-health-check: got "1.5s"; whole seconds
            start e --wait-takeover never               | --wait-takeover: got "never"; whole seconds
            start e --max-restarts 21                   | --max-restarts: got "21"; a whole number from 0 to 20
            start e --lever gates                       | --lever: got "gates"; auto, label, gate, observe or none
            start e --node emqx-0                       | --node: got "emqx-0"; EMQX node names
            start e --approval-timeout 1h               | --approval-required: got nothing; say true or false
            start e --auto-approve-max-time 1h          | --approval-required: got nothing; say true or false
            start e --approval-required --auto-approve-max-time 8d | --auto-approve-max-time: got "8d"; whole seconds
            start e --approval-required --auto-approve-max-moved-percent 0 | --auto-approve-max-moved-percent: got "0"
            start e --approval-required --auto-approve-max-donors-out 0 | --auto-approve-max-donors-out: got "0"
            start e --approval-required --approval-max-drift-percent 101 | --approval-max-drift-percent: got "101"
            start e --approval-required --approval-max-age 0 | --approval-max-age: got "0"; whole seconds
            start e --connection a/b                    | --connection: got "a/b"; the name of a connection profile
            start e --guard Cpu=up                      | --guard: got "Cpu"; a name for notes and results
            start e --guard up                          | --guard: got "up"; an object with name, query, action, or NAME=QUERY
            start e --guard cpu:page=up                 | --guard: got "page"; one of slow, pause, abort
            plan e --conn-evict-rate 0                  | --conn-evict-rate: got "0"
            status                                      | instanceName: got nothing
            watch E                                     | instanceName: got "E"
            abort -n mqtt                               | instanceName: got nothing
            result e -n A                               | namespace: got "A"
            approve e --connection http://u:p@h         | connection: got (not shown)
            """)
    void isToldByItsFlag(String line, String expected) {
        String[] words =
                Stream.of(line.split(" +")).map(word -> word.replace("''", "")).toArray(String[]::new);

        Typed.Answer answer = typed.run(words);

        assertThat(answer.err()).contains(expected).contains("nothing was sent").doesNotContain("\tat ");
        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.out()).isEmpty();
    }

    @Test
    void allProblemsAreToldTogether() {
        Typed.Answer answer = typed.run(
                "start", "E", "--conn-evict-rate", "0", "--rel-conn-threshold", "1", "--lever", "watch", "-n", "_");

        assertThat(answer.err()).isEqualTo("""
                evenkeel: the request is not valid, nothing was sent:
                  NAME: got "E"; a Kubernetes name: lower case letters, digits, '-' and '.'
                  --namespace: got "_"; a Kubernetes namespace: 1 to 63 lower case letters, digits or '-'
                  --lever: got "watch"; auto, label, gate, observe or none
                  --conn-evict-rate: got "0"; a whole number from 1 to 2147483647
                  --rel-conn-threshold: got "1"; a number greater than 1.0, such as 1.1
                """);
    }

    @Test
    void allProblemsOfAWhatIfAreToldTogether() {
        Typed.Answer answer = typed.run(
                "plan",
                "--what-if",
                "--nodes",
                "5,x",
                "--rate",
                "0",
                "--budget",
                "1,,2",
                "--natural-connects",
                "-1",
                "--reconnect-p95",
                "soon");

        assertThat(answer.err())
                .contains("--nodes: got \"5,x\"; connections of two nodes or more, such as 3334,3333,3333,0")
                .contains("--rate: got \"0\"; whole numbers from 1, separated by commas")
                .contains("--budget: got \"1,,2\"; whole numbers from 1")
                .contains("--natural-connects: got \"-1\"; a whole number from 0")
                .contains("--reconnect-p95: got \"soon\"");
        assertThat(answer.code()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            plan e --rate 5                      | --rate: got "5"; only with --what-if
            plan e --what-if --natural-connects 5 | --natural-connects: got "5"; only with --nodes
            plan --what-if                       | instanceName: got nothing
            """)
    void flagsOfAWhatIfNeedOneAnother(String line, String expected) {
        Typed.Answer answer = typed.run(line.split(" +"));

        assertThat(answer.err()).contains(expected);
        assertThat(answer.code()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            start e --conn-evict-rat 5      | Unknown options: '--conn-evict-rat', '5'; did you mean --connection or --conn-evict-rate?
            stat e                          | did you mean status
            start e --timeout soon          | got 'soon'; seconds, or as 90s, 1m30s, 2h or PT90S
            start e -o xml                  | table, wide, json, yaml
            start e f                       | Unmatched argument
            start e --node                  | Missing required parameter
            """)
    void aCommandThatIsNoneIsToldWithTheNearest(String line, String expected) {
        Typed.Answer answer = typed.run(line.split(" "));

        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.err()).contains(expected).contains("--help").hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"instanceName":"e","rebalanceStrategy":{"connEvictRate":"ten"}}   | rebalanceStrategy.connEvictRate: got "ten"
            {"instanceName":"e","rebalanceStrategy":{"connEvictRate":-5}}      | rebalanceStrategy.connEvictRate: got -5
            {"instanceName":"e","rebalanceStrategy":{"relConnThreshold":1.0}}  | rebalanceStrategy.relConnThreshold: got 1.0
            {"instanceName":"e","conEvictRate":5}                              | did you mean connEvictRate?
            {"instanceName":"e","password":"hunter2"}                          | password: got (not shown)
            {"instanceName":""}                                                | instanceName: got ""
            {"instanceName":"e"                                                | text at line 1
            {"instanceName":"e","instanceName":"f"}                            | a field is given twice there
            {"instanceName":"e"} {"instanceName":"f"}                          | several documents
            ["e"]                                                              | request: got a list of 1 element
            7                                                                  | request: got 7
            hunter2                                                            | an object is expected
            """)
    void isToldByItsPlaceInAFile(String content, String expected) {
        Typed.Answer answer = typed.input(content).run("start", "-f", "-");

        assertThat(answer.err()).contains(expected).contains("nothing was sent");
        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.err()).doesNotContain(content.contains("password") ? "hunter2" : "\tat ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            kind: Deployment\\nspec: {}                                   | kind: got "Deployment"; the kind Rebalance
            kind: Rebalance\\nmetadata: {name: a}                         | spec: got nothing
            apiVersion: apps/v1\\nkind: Rebalance\\nspec: {instanceName: e} | apiVersion: got "apps/v1"
            spec: {instanceName: e}\\n---\\nspec: {instanceName: f}       | standard input: got several documents; one request
            # nothing at all                                              | standard input: got an empty document
            spec: {instanceName: e\\nkind                                 | standard input: got text at line 2
            spec:\\n  instanceName: e\\n  instanceName: f                 | a field is given twice there
            token: [hunter2\\n: : :                                       | standard input: got text at line
            spec: &a {instanceName: e, nodes: [*a]}                       | spec.nodes[0]: got
            """)
    void isToldByItsPlaceInAManifest(String content, String expected) {
        Typed.Answer answer = typed.input(content.replace("\\n", "\n")).run("start", "-f", "-");

        assertThat(answer.err()).contains(expected).contains("nothing was sent").doesNotContain("hunter2");
        assertThat(answer.code()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "{", "[", "- ", "a: ", "\"", "{\"a\":", "\u0000", "&a ", "? "})
    void aMegabyteOfJunkIsAShortComplaint(String junk) {
        Typed.Answer answer =
                typed.input(junk.repeat((1 << 20) / junk.length())).run("start", "-f", "-");

        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.err()).hasSizeLessThan(1_000).contains("nothing was sent");
    }

    @Test
    void aHugeFileIsNotReadToItsEnd() {
        assertThat(typed.input("x".repeat((1 << 20) + 1))
                        .run("start", "-f", "-")
                        .err())
                .contains("more than 1 MiB");
    }

    @Test
    void aFileThatIsNotThereIsSaidSo(@TempDir Path directory) {
        assertThat(typed.run("start", "-f", directory.resolve("none.yaml").toString())
                        .err())
                .contains("none.yaml: got nothing; there is no such file");
        assertThat(typed.run("start", "-f", directory.toString()).err()).contains("it cannot be read");
    }

    @Test
    void whatFlagAndFileBothGiveIsAProblemAndNotAChoice(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("r.yaml"), """
                kind: Rebalance
                metadata: {namespace: mqtt}
                spec: {instanceName: e, rebalanceStrategy: {connEvictRate: 5}}
                """);

        Typed.Answer answer = typed.run(
                "start", "e", "-f", file.toString(), "-n", "other", "--conn-evict-rate", "6", "--wait-takeover", "5");

        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.err()).isEqualTo("""
                evenkeel: the request is not valid, nothing was sent:
                  --namespace: got a flag, and metadata.namespace in the file; give it once
                  NAME: got a flag, and instanceName in the file; give it once
                  --conn-evict-rate: got a flag, and rebalanceStrategy.connEvictRate in the file; give it once
                """);
    }

    @Test
    void noCommandAtAllShowsTheHelp() {
        assertThat(typed.run().err()).contains("Usage: evenkeel").contains("plan", "start", "abort");
        assertThat(typed.run().code()).isEqualTo(2);
    }
}
