package dev.evenkeel.simulator;

/** What EMQX 5.x and 6.x releases do differently, as far as the simulator shows it. */
record Release(int major, int minor) {
    static Release of(String version) {
        String[] parts = version.split("[.-]");
        return new Release(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
    }

    /** Since 5.4 donors accept clients until wait_health_check is over; before, they refuse from the start. */
    boolean donorsAcceptWhileWaiting() {
        return since(5, 4);
    }

    /** Since 5.4 availability_check asks for no credentials. */
    boolean publicAvailabilityCheck() {
        return since(5, 4);
    }

    /** Since 5.9 start takes and status shows the RPC time-outs. */
    boolean rpcTimeouts() {
        return since(5, 9);
    }

    /** Since 5.2 global_status lists purges. */
    boolean purges() {
        return since(5, 2);
    }

    private boolean since(int wantedMajor, int wantedMinor) {
        return major > wantedMajor || (major == wantedMajor && minor >= wantedMinor);
    }
}
