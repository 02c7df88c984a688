package dev.evenkeel.demo;

import dev.evenkeel.contract.RebalanceResult;
import dev.evenkeel.simulator.Ledger;
import dev.evenkeel.simulator.Totals;
import dev.evenkeel.simulator.kubernetes.SimulatedKubernetes.Publication;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What truly happened, from the simulator's books and not from the run's own words, taken when all was over.
 *
 * @param result what the run says
 * @param asked when the run was asked for, in EMQX's time since the cluster's start
 * @param time turns the wall clock's time into EMQX's
 * @param pods pod of each node, in their order
 * @param after connections of each node at the end
 * @param serving pods in the Service at the end
 * @param publications every set of pods that the Service had
 * @param starts starts that EMQX accepted
 * @param finished when EMQX ended by itself
 * @param attempts of clients to connect, by node
 * @param clients counted at the end
 * @param history one sample for every second of EMQX
 * @param kill of the worker, and the run going on; empty where it was not killed
 */
record Evidence(
        RebalanceResult result,
        Duration asked,
        ClusterTime time,
        Map<String, String> pods,
        Map<String, Long> after,
        List<String> serving,
        List<Publication> publications,
        List<Ledger.Start> starts,
        Optional<Ledger.Finish> finished,
        Map<String, Ledger.Attempts> attempts,
        Totals clients,
        List<Ledger.Sample> history,
        Optional<KillScene.Kill> kill) {

    static Evidence taken(Stage stage, RebalanceResult result, Duration asked, Optional<KillScene.Kill> kill) {
        Map<String, String> pods = new TreeMap<>();
        Map<String, Long> after = new TreeMap<>();
        stage.emqx.nodes().forEach(node -> {
            pods.put(node.name(), stage.kubernetes.podOf(node.name()));
            after.put(node.name(), node.live());
        });
        Ledger ledger = stage.emqx.ledger();
        return new Evidence(
                result,
                asked,
                new ClusterTime(stage.emqx.startedAt(), stage.settings),
                pods,
                after,
                stage.kubernetes.servingPods(),
                stage.kubernetes.publications(),
                ledger.starts(),
                ledger.finishes().stream().findFirst(),
                ledger.attempts(),
                stage.emqx.clients(),
                ledger.history(),
                kill);
    }

    /**
     * EMQX's time, which began with the cluster and passes at a speed of its own.
     *
     * @param began the wall clock's reading then
     */
    record ClusterTime(Instant began, Stage.Settings settings) {
        Duration at(Instant wall) {
            return settings.emqx(Duration.between(began, wall));
        }
    }

    /** EMQX's time since the run was asked for. */
    Duration sinceAsked(Instant wall) {
        return time.at(wall).minus(asked);
    }

    /** The donors, as the plan that stood last names them. */
    Set<String> donors() {
        return new TreeSet<>(
                result.plan().map(plan -> plan.waves().get(0).donors()).orElse(List.of()));
    }

    Set<String> donorPods() {
        Set<String> of = new TreeSet<>();
        donors().forEach(node -> of.add(pods.get(node)));
        return of;
    }

    /** Accepted or refused, at donors, after EMQX began to evict. */
    long attemptsAtDonors() {
        return attempts.values().stream()
                .mapToLong(Ledger.Attempts::sinceEviction)
                .sum();
    }

    long attemptsAtRecipients() {
        return attempts.entrySet().stream()
                .filter(at -> !donors().contains(at.getKey()))
                .mapToLong(at -> at.getValue().accepted())
                .sum();
    }

    /** Attempts that any node refused. */
    long refused() {
        return attempts.values().stream().mapToLong(Ledger.Attempts::refused).sum();
    }

    /** Whether EMQX had ended by itself before this. */
    boolean finishedBefore(Instant when) {
        return finished.filter(end -> end.at().isBefore(when)).isPresent();
    }

    /** How often the Service's endpoints changed in this time. */
    long publishedBetween(Instant from, Instant until) {
        return publications.stream()
                .filter(one -> one.at().isAfter(from) && one.at().isBefore(until))
                .count();
    }

    /** Since when no donor was in the Service. */
    Optional<Instant> donorsOut() {
        return publications.stream()
                .filter(one -> one.pods().stream().noneMatch(donorPods()::contains))
                .map(Publication::at)
                .findFirst();
    }

    /** Since when the Service had all that it had at first, after having lost some. */
    Optional<Instant> donorsBack() {
        return publications.isEmpty()
                ? Optional.empty()
                : publications.stream()
                        .skip(1)
                        .filter(one -> one.pods().equals(publications.get(0).pods()))
                        .map(Publication::at)
                        .reduce((earlier, later) -> later);
    }
}
