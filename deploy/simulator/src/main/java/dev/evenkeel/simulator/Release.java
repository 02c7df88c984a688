package dev.evenkeel.simulator;

/** What EMQX's releases do differently, as far as the simulator shows it: Enterprise 4.4, 5.x and 6.x. */
record Release(int major, int minor, int patch) {
    static Release of(String version) {
        String[] parts = version.split("[.-]");
        return new Release(
                Integer.parseInt(parts[0]),
                Integer.parseInt(parts[1]),
                parts.length > 2 ? Integer.parseInt(parts[2]) : 0);
    }

    /** 4.4 has another API: {@code /api/v4}, business errors inside of 200. */
    boolean speaksV4() {
        return major == 4;
    }

    /** Enterprise has it since 4.4.12 and, in its second life, since 5.0.4. */
    boolean rebalances() {
        return since(4, 4, 12) && !(major == 5 && !since(5, 0, 4));
    }

    /** Since 4.4.24 and 5.4 donors accept clients until wait_health_check is over; before, they refuse from the start. */
    boolean donorsAcceptWhileWaiting() {
        return in4And5(24, 5, 4, 0);
    }

    /** Since 4.4.24 and 5.4 availability_check asks for no credentials. */
    boolean publicAvailabilityCheck() {
        return in4And5(24, 5, 4, 0);
    }

    /** Since 4.4.19 and 5.1 the list of nodes has {@code live_connections}; before, only the statistics have. */
    boolean nodesCountLive() {
        return in4And5(19, 5, 1, 0);
    }

    /** Since 5.9 start takes and status shows the RPC time-outs; before, a node that hangs is waited for without a limit. */
    boolean rpcTimeouts() {
        return since(5, 9, 0);
    }

    /** Since 5.2 global_status lists purges. */
    boolean purges() {
        return since(5, 2, 0);
    }

    /** 4.4 evacuates at once; 5.x waits first, and until 5.3 its agent is not enabled meanwhile. */
    boolean evacuationHoldsAgentWhileWaiting() {
        return since(5, 4, 0);
    }

    /** Until 5.3 of 5.x an evacuation of a donor is accepted, and silently given up when its wait is over. */
    boolean refusesEvacuationOfDonors() {
        return speaksV4() || since(5, 4, 0);
    }

    /** Until 5.7 of 5.x a node that was evacuated did not boot. */
    boolean evacuatedNodesBoot() {
        return speaksV4() || since(5, 7, 0);
    }

    /** Late patches of 5.10, 6.1 and 6.2 give API keys scopes. */
    boolean keysHaveScopes() {
        if (major == 5) {
            return since(5, 10, 4);
        }
        return minor == 1 ? since(6, 1, 4) : since(6, 2, 2);
    }

    /** Until 5.2.1 sessions that were begun with clean_start are not moved, nor counted when others are. */
    boolean movesCleanStartSessions() {
        return since(5, 2, 1);
    }

    private boolean in4And5(int patchOf44, int wantedMajor, int wantedMinor, int wantedPatch) {
        return speaksV4() ? since(4, 4, patchOf44) : since(wantedMajor, wantedMinor, wantedPatch);
    }

    private boolean since(int wantedMajor, int wantedMinor, int wantedPatch) {
        if (major != wantedMajor) {
            return major > wantedMajor;
        }
        return minor != wantedMinor ? minor > wantedMinor : patch >= wantedPatch;
    }
}
