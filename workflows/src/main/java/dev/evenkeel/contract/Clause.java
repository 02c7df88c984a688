package dev.evenkeel.contract;

/** What {@link Outcome#BALANCED} claims. Each is judged on fresh counts, never on EMQX's silence. */
public enum Clause {
    ENGINE_INEQUALITY("donors are within EMQX's own thresholds of the recipients"),
    NO_HOT_NODE("no node is above the mean by more than the threshold"),
    NO_COLD_NODE("no node is below the mean by more than twice the threshold"),
    CLIENTS_BACK("the clients that were evicted are connected again"),
    SESSIONS_MOVED("sessions of absent clients are within the threshold"),
    SESSIONS_KEPT("no sessions are missing but those that expired by themselves"),
    DONORS_AVAILABLE("donors answer availability_check with 200"),
    ENDPOINTS_RESTORED("the Service has the endpoints it had before");

    private final String claim;

    Clause(String claim) {
        this.claim = claim;
    }

    /** The claim in a sentence. */
    public String claim() {
        return claim;
    }

    /**
     * A clause, judged.
     *
     * @param clause which
     * @param holds whether it was shown to hold
     * @param evidence the numbers it was judged on
     */
    public record Finding(Clause clause, boolean holds, String evidence) {}
}
