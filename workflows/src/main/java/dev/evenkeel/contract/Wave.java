package dev.evenkeel.contract;

import java.util.List;

/**
 * One EMQX rebalance with a bounded set of donors.
 *
 * @param number from 1
 * @param coordinator the node that runs it: a core node, and no donor where there is a choice
 * @param nodes the nodes that take part, as sent to EMQX
 * @param donors nodes at or above the mean, by EMQX's own rule
 * @param recipients nodes below the mean
 * @param parameters as sent to EMQX
 * @param level within what the nodes are to end. What is sent may be wider: by the clients that are on their way
 */
public record Wave(
        int number,
        String coordinator,
        List<String> nodes,
        List<String> donors,
        List<String> recipients,
        StartParameters parameters,
        Threshold level) {
    public Wave {
        level = level == null ? parameters.connections() : level;
        nodes = List.copyOf(nodes);
        donors = List.copyOf(donors);
        recipients = List.copyOf(recipients);
    }

    /** A wave that is to end within what is sent to EMQX. */
    public Wave(
            int number,
            String coordinator,
            List<String> nodes,
            List<String> donors,
            List<String> recipients,
            StartParameters parameters) {
        this(number, coordinator, nodes, donors, recipients, parameters, parameters.connections());
    }

    /** The same wave with the partition that EMQX itself chose. */
    public Wave partitioned(List<String> actualDonors, List<String> actualRecipients) {
        return new Wave(number, coordinator, nodes, actualDonors, actualRecipients, parameters, level);
    }

    /** Whether EMQX may end it before the nodes are level, because clients are on their way. */
    public boolean endsEarly() {
        return !level.equals(parameters.connections());
    }
}
