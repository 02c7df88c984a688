package dev.evenkeel.planning;

import dev.evenkeel.contract.Census;
import dev.evenkeel.contract.Clause;
import dev.evenkeel.contract.Clause.Finding;
import dev.evenkeel.contract.EndpointActivities.Restoration;
import dev.evenkeel.contract.Threshold;
import dev.evenkeel.contract.Wave;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Judges every clause of {@link Clause} on fresh counts. Two-sided: a recipient that ended too full is no balance. */
public final class Verifier {
    /** A second brings a recipient hardly more than a hundredth of the mean. */
    private static final double SOON = 0.95;

    private Verifier() {}

    /**
     * @param wave the wave that ran last, with EMQX's own partition
     * @param before the clients before anything was touched
     * @param evictionBegan the clients when eviction began; empty where it never did
     * @param after the clients now
     * @param available what each donor answers to availability_check; a donor missing here was not reached
     * @param endpoints what restoration found; empty where nothing was excluded
     */
    public static List<Finding> judge(
            Wave wave,
            Census before,
            Optional<Census> evictionBegan,
            Census after,
            Map<String, Boolean> available,
            Optional<Restoration> endpoints) {
        List<Finding> findings = new ArrayList<>();
        findings.add(inequality(wave, after));
        findings.add(noHotNode(wave, after));
        findings.add(noColdNode(wave, after));
        findings.add(ReturnRule.clientsBack(before, evictionBegan.orElse(before), after));
        findings.add(sessions(wave, after));
        findings.add(ReturnRule.sessionsKept(before, evictionBegan.orElse(before), after));
        findings.add(donorsAvailable(wave, available));
        endpoints.ifPresent(found -> findings.add(restored(found)));
        return List.copyOf(findings);
    }

    /**
     * Whether there is nobody left to wait for. What chance may do is allowed for only when all time for that is over:
     * clients that are on their way would be taken for it.
     */
    public static boolean clientsAreBack(Census before, Census evictionBegan, Census after) {
        return ReturnRule.back(before, evictionBegan, after);
    }

    /**
     * Whether the donors may serve again. Clients that are on their way then are dealt out to all nodes, and so are those
     * that come by themselves: so recipients must first have caught up, or nobody be on his way any more. A few clients of
     * a large cluster may be many for one recipient.
     *
     * @param timeIsOver whether waiting on is no choice: only then what is missing is put down to chance as far as it may be
     */
    public static Finding donorsMayServe(
            Wave whole, Census before, Census evictionBegan, Census after, boolean timeIsOver) {
        double recipients = after.meanOver(whole.recipients());
        double mean = after.meanOver(whole.nodes());
        if (recipients >= mean) {
            return new Finding(
                    Clause.CLIENTS_BACK,
                    true,
                    String.format(
                            Locale.ROOT, "recipients hold %.0f on average, of all nodes' %.0f", recipients, mean));
        }
        double level = Parameters.STEP_SHARE * mean * whole.recipients().size();
        return timeIsOver
                ? ReturnRule.clientsBack(before, evictionBegan, after)
                : ReturnRule.back(before, evictionBegan, after, level);
    }

    /**
     * Whether recipients will soon have caught up: from then on whoever comes by himself makes them too full, and so they
     * are looked at every second.
     */
    public static boolean soonCaughtUp(Wave whole, Census now) {
        return soonCaughtUp(now.meanOver(whole.recipients()), now.meanOver(whole.nodes()));
    }

    static boolean soonCaughtUp(double recipients, double mean) {
        return recipients >= SOON * mean;
    }

    /** The wave with EMQX's own division of its nodes by these counts; the same where all hold as much. */
    public static Wave dividedBy(Wave wave, Census counts) {
        Map<String, Long> held = new TreeMap<>();
        wave.nodes().forEach(node -> held.put(node, counts.on(node)));
        EngineModel.Partition now = EngineModel.partition(held);
        return now.recipients().isEmpty() ? wave : wave.partitioned(now.donors(), now.recipients());
    }

    private static Finding inequality(Wave wave, Census after) {
        Threshold threshold = wave.level();
        double donors = after.meanOver(wave.donors());
        double recipients = after.meanOver(wave.recipients());
        List<String> gone = wave.nodes().stream()
                .filter(node -> !after.connections().containsKey(node))
                .toList();
        return new Finding(
                Clause.ENGINE_INEQUALITY,
                threshold.reached(donors, recipients) && gone.isEmpty(),
                String.format(
                        Locale.ROOT,
                        "donors' mean %.1f, recipients' mean %.1f: allowed up to %.1f (+%d) or %.1f (x%s)%s",
                        donors,
                        recipients,
                        recipients + threshold.absolute(),
                        threshold.absolute(),
                        recipients * threshold.relative(),
                        threshold.relative(),
                        gone.isEmpty() ? "" : "; gone, and counted as empty: " + String.join(", ", gone)));
    }

    private static Finding noHotNode(Wave wave, Census after) {
        double mean = after.meanOver(wave.nodes());
        double ceiling = wave.level().ceiling(mean);
        String fullest = wave.nodes().stream()
                .max(Comparator.comparingLong(after::on))
                .orElseThrow(() -> new IllegalStateException("a wave has nodes"));
        return new Finding(
                Clause.NO_HOT_NODE,
                after.on(fullest) <= ceiling,
                String.format(
                        Locale.ROOT,
                        "fullest node %s holds %d, mean %.1f, allowed up to %.1f",
                        fullest,
                        after.on(fullest),
                        mean,
                        ceiling));
    }

    private static Finding noColdNode(Wave wave, Census after) {
        double mean = after.meanOver(wave.nodes());
        double floor = wave.level().floor(mean);
        String emptiest = wave.nodes().stream()
                .min(Comparator.comparingLong(after::on))
                .orElseThrow(() -> new IllegalStateException("a wave has nodes"));
        return new Finding(
                Clause.NO_COLD_NODE,
                after.on(emptiest) >= floor,
                String.format(
                        Locale.ROOT,
                        "emptiest node %s holds %d, mean %.1f, allowed down to %.1f",
                        emptiest,
                        after.on(emptiest),
                        mean,
                        Math.max(0, floor)));
    }

    private static Finding sessions(Wave wave, Census after) {
        Threshold threshold = wave.parameters().sessions();
        double donors = after.meanAwayOver(wave.donors());
        double recipients = after.meanAwayOver(wave.recipients());
        return new Finding(
                Clause.SESSIONS_MOVED,
                threshold.reached(donors, recipients),
                String.format(
                        Locale.ROOT,
                        "sessions of absent clients: donors' mean %.1f, recipients' mean %.1f",
                        donors,
                        recipients));
    }

    private static Finding donorsAvailable(Wave wave, Map<String, Boolean> available) {
        List<String> missing = wave.donors().stream()
                .filter(donor -> !available.getOrDefault(donor, false))
                .toList();
        return new Finding(
                Clause.DONORS_AVAILABLE,
                missing.isEmpty(),
                missing.isEmpty()
                        ? wave.donors().size() + " of " + wave.donors().size() + " donors answer 200"
                        : "no 200 from " + missing);
    }

    private static Finding restored(Restoration found) {
        String gone = found.gone().isEmpty() ? "" : "; no longer there: " + found.gone();
        return new Finding(
                Clause.ENDPOINTS_RESTORED,
                found.asBefore(),
                found.asBefore()
                        ? "every pod that served before serves again" + gone
                        : "not served: " + found.notServing() + gone);
    }
}
