package dev.evenkeel.demo;

import dev.evenkeel.contract.Outcome;
import java.util.ArrayList;
import java.util.List;

/** Holds what happened against what the article prints and what Evenkeel promises. */
final class Expectations {
    private Expectations() {}

    /** What differs, each with what was expected; empty if all is as it should be. */
    static List<String> differences(Example example, Evidence seen) {
        List<String> differences = new ArrayList<>();
        Outcome outcome = seen.result().outcome();
        if (outcome != Outcome.BALANCED) {
            differences.add(
                    "the run ended " + outcome.display() + " (" + seen.result().summary() + "), expected Balanced");
        }
        List<Long> donors = seen.after().entrySet().stream()
                .filter(node -> seen.donors().contains(node.getKey()))
                .map(node -> node.getValue())
                .sorted()
                .toList();
        if (!donors.equals(example.donorsAfter())) {
            differences.add("donors have " + donors + " connections, expected " + example.donorsAfter());
        }
        List<Long> recipients = seen.after().entrySet().stream()
                .filter(node -> !seen.donors().contains(node.getKey()))
                .map(node -> node.getValue())
                .toList();
        if (!recipients.equals(List.of(example.recipientAfter()))) {
            differences.add("the recipient has " + recipients + " connections, expected " + example.recipientAfter());
        }
        if (seen.serving().size() != example.before().size()) {
            differences.add("in the Service are " + seen.serving() + ", expected all "
                    + example.before().size());
        }
        if (seen.starts().size() != 1) {
            differences.add("EMQX accepted " + seen.starts().size() + " starts, expected 1");
        }
        if (seen.attemptsAtDonors() != 0) {
            differences.add("clients tried " + seen.attemptsAtDonors()
                    + " times to connect to a donor after eviction began, expected 0");
        }
        if (seen.donorsOut().isEmpty()
                || seen.starts().isEmpty()
                || !seen.donorsOut().get().isBefore(seen.starts().get(0).at())) {
            differences.add("the donors were in the Service when EMQX's rebalance started, expected them out");
        }
        return differences;
    }
}
