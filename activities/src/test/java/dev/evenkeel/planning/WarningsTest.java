package dev.evenkeel.planning;

import static dev.evenkeel.planning.SnapshotBuilder.article;
import static dev.evenkeel.planning.SnapshotBuilder.holding;
import static dev.evenkeel.planning.SnapshotBuilder.node;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.contract.RebalanceRequest;
import dev.evenkeel.contract.RebalanceStrategy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WarningsTest {
    @ParameterizedTest
    @EnumSource
    void warns(Case warned) {
        List<String> warnings =
                warned.cluster.assessed(warned.request).plan().orElseThrow().warnings();

        assertThat(warnings).containsExactly(warned.warnings);
    }

    enum Case {
        NOT_OF_A_SOUND_CLUSTER_WITHOUT_A_SERVICE(article().outsideKubernetes(), Requests.article()),
        OF_FEWER_NODES_FOR_NEW_CLIENTS(article(), Requests.article(), "while it runs, new clients go to 1 of 4 nodes"),
        OF_NODES_THAT_TAKE_CLIENTS_THOUGH_THEY_TAKE_NO_PART(
                holding(3000, 0, 9000, 8000),
                Requests.among(0, 1),
                "while it runs, new clients go to 3 of 4 nodes",
                "clients may come back to " + node(2) + ", " + node(3)
                        + " too, which take no part: the forecast leaves that out"),
        NOT_OF_CORES_THAT_NO_CLIENT_REACHES(
                holding(0, 0, 9000, 0).replicantsFrom(2),
                Requests.article(),
                "while it runs, new clients go to 1 of 2 nodes"),
        OF_CORES_THAT_HOLD_CLIENTS_BESIDE_REPLICANTS(
                holding(70, 0, 9000, 0).replicantsFrom(2),
                Requests.article(),
                "while it runs, new clients go to 2 of 3 nodes",
                "clients may come back to " + node(0) + " too, which take no part: the forecast leaves that out"),
        OF_A_STOPPED_NODE(
                article().stopped(1).outsideKubernetes(),
                Requests.article(),
                "node " + node(1) + " is stopped and takes no part"),
        OF_AN_OLDER_LINE(
                article().version(2, "5.8.4").outsideKubernetes(),
                Requests.article(),
                "nodes of different releases take part: 5.10.3, 5.8.4",
                "EMQX 5.8.4 on " + node(2)
                        + ": this release was proven on 5.10; a rebalance may hang on a node that does not answer (until 5.9)"),
        OF_A_NEWER_LINE(
                article().version(2, "6.0.0").outsideKubernetes(),
                Requests.article(),
                "nodes of different releases take part: 5.10.3, 6.0.0",
                "EMQX 6.0.0 on " + node(2) + ": this release was proven on 5.10"),
        OF_COUNTS_THAT_STAND_IN_AND_DONORS_THAT_REFUSE_AT_ONCE(
                everywhere("4.4.18").outsideKubernetes(),
                Requests.article(),
                "EMQX 4.4.18: this release was proven on 5.10; nodes do not list their live connections, EMQX's statistics"
                        + " stand in, which are up to a second old (while clients move, counts are off by what moves in a"
                        + " second); donors refuse clients from the start on, while clients are still sent there; a"
                        + " rebalance may hang on a node that does not answer (until 5.9); moving sessions may go round in"
                        + " circles (until 5.8.4); sessions begun with clean_start stay on the donors when their clients are"
                        + " away (until 5.2.1)"),
        NOT_OF_DONORS_THAT_REFUSE_AT_ONCE_WHERE_THEY_ARE_OUT_BEFORE(
                everywhere("5.3.2"),
                Requests.article(),
                "while it runs, new clients go to 1 of 4 nodes",
                "EMQX 5.3.2: this release was proven on 5.10; a rebalance may hang on a node that does not answer (until"
                        + " 5.9); moving sessions may go round in circles (until 5.8.4); a node that restarts while it is"
                        + " evacuated does not boot (until 5.7.0)"),
        OF_A_NODE_THAT_SERVES_NOBODY(
                article().unserved(0),
                Requests.article(),
                "while it runs, new clients go to 1 of 4 nodes",
                "node " + node(0) + " is served by no Service now"),
        OF_THRESHOLDS_THAT_END_EARLY(
                article().outsideKubernetes(),
                asked(500, 1000, Duration.ofSeconds(10)),
                "the fullest node is foretold to end at 1.20 times the mean: thresholds this wide end early"),
        OF_SESSIONS_THAT_LEAVE_TOO_SOON(
                article().outsideKubernetes(),
                asked(10, 100, Duration.ZERO),
                "waitTakeover 0: sessions of clients in back-off are moved before their clients are back"),
        OF_A_RATE_THAT_NEVER_ENDS(
                holding(2_000_000, 0).outsideKubernetes(),
                asked(1, 100, Duration.ofSeconds(10)),
                "the fullest node is foretold to end at 1.40 times the mean: thresholds this wide end early",
                "at this rate it would take more than a week");

        private final SnapshotBuilder cluster;
        private final RebalanceRequest request;
        private final String[] warnings;

        Case(SnapshotBuilder cluster, RebalanceRequest request, String... warnings) {
            this.cluster = cluster;
            this.request = request;
            this.warnings = warnings;
        }

        private static SnapshotBuilder everywhere(String version) {
            return article()
                    .version(0, version)
                    .version(1, version)
                    .version(2, version)
                    .version(3, version);
        }

        private static RebalanceRequest asked(int rate, int absolute, Duration waitTakeover) {
            return Requests.open()
                    .withStrategy(new RebalanceStrategy(
                            Optional.of(rate),
                            null,
                            null,
                            Optional.of(waitTakeover),
                            Optional.of(absolute),
                            Optional.of(1.1),
                            null,
                            null));
        }
    }
}
