package dev.evenkeel.demo;

import dev.evenkeel.contract.Clause;
import dev.evenkeel.contract.RebalancePlan;
import dev.evenkeel.contract.RebalanceProgress.PhaseSpan;
import dev.evenkeel.contract.RebalanceResult;
import dev.evenkeel.contract.RunPhase;
import dev.evenkeel.contract.StartParameters;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** What is written before and after the run. */
final class Report {

    private final Console console;
    private final Stage.Settings settings;

    Report(Console console, Stage.Settings settings) {
        this.console = console;
        this.settings = settings;
    }

    void plan(RebalancePlan plan, Map<String, String> pods) {
        console.title("The plan (a dry run: nothing is touched yet)");
        console.line("");
        console.line("  node         role         now   after  change");
        for (RebalancePlan.NodePlan node : plan.nodes()) {
            console.line("  " + Figures.left(pods.get(node.node()), 11) + "  "
                    + Figures.left(node.role() == RebalancePlan.Role.DONOR ? "donor" : "recipient", 9)
                    + Figures.right(Figures.count(node.connections()), 7)
                    + Figures.right(Figures.count(node.expected()), 8)
                    + Figures.right(Figures.change(node.expected() - node.connections()), 8));
        }
        console.line("");
        StartParameters sent = plan.waves().get(0).parameters();
        RebalancePlan.Forecast forecast = plan.forecast();
        console.paragraph(
                "  moves  ",
                Figures.count(forecast.connectionsToMove()) + " connections, " + sent.connEvictRate()
                        + " per donor and second, until donors are within "
                        + sent.connections().absolute()
                        + " or factor " + sent.connections().relative() + " of the recipients");
        console.paragraph(
                "  takes  ",
                Figures.clock(forecast.total()) + " of EMQX's time, here "
                        + Figures.seconds(settings.wall(forecast.total())) + " s");
        console.paragraph(
                "  lever  ", plan.lever().name().toLowerCase(java.util.Locale.ROOT) + ": " + plan.leverReason());
        plan.warnings().forEach(warning -> console.paragraph("  note   ", warning));
    }

    void outcome(Evidence seen) {
        RebalanceResult result = seen.result();
        console.title(result.outcome().display());
        console.paragraph("  ", result.summary());
        seen.kill().ifPresent(kill -> kill(seen, kill));
        beforeAndAfter(seen);
        times(result);
        clauses(result);
        safety(seen);
    }

    private void kill(Evidence seen, KillScene.Kill kill) {
        console.title("The kill");
        console.line("");
        console.paragraph("  what  ", kill.kind() + ".");
        console.paragraph(
                "  then  ",
                "EMQX evicted on by itself; " + endpoints(seen, kill) + ". A new worker was started after "
                        + Figures.span(kill.dead()) + ", and the run went on " + Figures.span(kill.stoodStill())
                        + " after the kill, where it had been: Temporal had kept it.");
        console.paragraph(
                "  once  ",
                "EMQX accepted " + seen.starts().size()
                        + " start, before the kill; the new worker found "
                        + (seen.finishedBefore(kill.wentOn())
                                ? "EMQX done, and put the donors back."
                                : "the rebalance running, and watched on."));
    }

    private static String endpoints(Evidence seen, KillScene.Kill kill) {
        long changes = seen.publishedBetween(kill.killed(), kill.wentOn());
        return changes == 0
                ? "the Service's endpoints did not change, the donors stayed out"
                : "the Service's endpoints changed " + changes + " times";
    }

    private void beforeAndAfter(Evidence seen) {
        console.title("Before and after");
        console.line("");
        console.line("  node         role        before   after  change  endpoint");
        Map<String, Long> before =
                seen.result().before().map(census -> census.connections()).orElse(Map.of());
        seen.pods().forEach((node, pod) -> {
            boolean donor = seen.donors().contains(node);
            long was = before.getOrDefault(node, 0L);
            long is = seen.after().get(node);
            console.line("  " + Figures.left(pod, 11) + "  " + Figures.left(donor ? "donor" : "recipient", 9)
                    + Figures.right(Figures.count(was), 9) + Figures.right(Figures.count(is), 8)
                    + Figures.right(Figures.change(is - was), 8) + "  "
                    + (seen.serving().contains(pod) ? donor ? "left, and is back" : "in the Service" : "OUT"));
        });
        long was = before.values().stream().mapToLong(Long::longValue).sum();
        long is = seen.after().values().stream().mapToLong(Long::longValue).sum();
        console.line("  " + Figures.left("total", 22) + Figures.right(Figures.count(was), 9)
                + Figures.right(Figures.count(is), 8) + Figures.right(Figures.change(is - was), 8));
    }

    private void times(RebalanceResult result) {
        console.title("Where the time went");
        console.line("");
        console.line("  " + Figures.left("", PhaseWords.LENGTH_MAX) + "  EMQX's s   your s");
        result.spans().stream().filter(span -> span.phase() != RunPhase.DONE).forEach(this::time);
        Duration whole =
                Duration.between(result.timing().began(), result.timing().ended());
        console.line(time("the run", whole));
        console.paragraph(
                "  ",
                "Of these, " + Figures.span(result.timing().overhead())
                        + " were Evenkeel's own; the rest is what EMQX takes anyway.");
    }

    private void time(PhaseSpan span) {
        span.took().ifPresent(took -> console.line(time(PhaseWords.of(span.phase()), took)));
    }

    private String time(String what, Duration took) {
        return "  " + Figures.left(what, PhaseWords.LENGTH_MAX)
                + Figures.right(Figures.seconds(settings.emqx(took)), 10)
                + Figures.right(Figures.seconds(took), 9);
    }

    private void clauses(RebalanceResult result) {
        console.title("What \"" + result.outcome().display() + "\" rests on: counted afresh, clause by clause");
        console.line("");
        for (Clause.Finding finding : result.findings()) {
            console.paragraph(
                    finding.holds() ? "  yes  " : "  NO   ", finding.clause().claim() + ": " + finding.evidence());
        }
    }

    private void safety(Evidence seen) {
        console.title("Why it was safe, by the simulator's own books");
        console.line("");
        outBeforeStart(seen).ifPresent(text -> console.paragraph("  - ", text));
        console.paragraph(
                "  - ",
                "Nobody was sent to a node that would throw them out again: " + seen.attemptsAtDonors()
                        + " connection attempts at donors after eviction began, "
                        + Figures.count(seen.attemptsAtRecipients()) + " at the recipient, and " + seen.refused()
                        + " refused anywhere.");
        console.paragraph(
                "  - ",
                "EMQX accepted " + seen.starts().size() + " start, and "
                        + seen.result().startsSent() + " was sent.");
        console.paragraph(
                "  - ",
                "Every client came back: " + Figures.count(seen.clients().evicted()) + " were evicted, "
                        + Figures.count(
                                seen.clients().offline() + seen.clients().gone())
                        + " are missing; never more than " + seen.clients().offlinePeak() + " of "
                        + Figures.count(seen.clients().online()) + " were away at once.");
        backInService(seen).ifPresent(text -> console.paragraph("  - ", text));
    }

    private static Optional<String> outBeforeStart(Evidence seen) {
        if (seen.starts().isEmpty()) {
            return Optional.empty();
        }
        Instant start = seen.starts().get(0).at();
        return seen.donorsOut()
                .filter(out -> out.isBefore(start))
                .map(out -> "The donors had left the Service's EndpointSlice "
                        + Figures.span(Duration.between(out, start)) + " before EMQX got the start.");
    }

    private static Optional<String> backInService(Evidence seen) {
        return seen.donorsBack()
                .map(back -> "The Service has the endpoints that it had before, "
                        + seen.serving().size() + " of " + seen.pods().size()
                        + seen.finished()
                                .map(end -> ", complete " + Figures.span(Duration.between(end.at(), back))
                                        + " after EMQX had finished.")
                                .orElse("."));
    }
}
