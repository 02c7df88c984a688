package dev.evenkeel.simulator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What one node is and has. Guarded by the world's lock. */
final class Node {
    final String name;
    final int index;
    final Role role;
    final MessageCounters counters = new MessageCounters();

    /** Live MQTT connections. */
    long live;
    /** Sessions in memory whose clients will not come back. */
    long idleSessions;
    /** Such sessions, begun with clean_start, in a release that overlooks them when it counts and moves sessions. */
    long overlookedSessions;
    /** Sessions in memory whose clients are away and will come back somewhere. */
    long awaySessions;

    /** The counts as EMQX's own statistics have them: refreshed every second. */
    Sampled sampled = new Sampled(0, 0);

    /** The process exists and has booted. */
    boolean alive = true;
    /** Stopped by SIGSTOP: exists, and does nothing. */
    boolean frozen;
    /** The other nodes have given it up (Erlang's net tick). */
    boolean declaredDown;
    /** How often it was frozen: tells one freeze from the next. */
    int freezes;

    Duration upSince = Duration.ZERO;
    /** What waits in its mailbox until it is thawed. */
    final List<Runnable> mailbox = new ArrayList<>();

    private EvictionAgent agent = EvictionAgent.DISABLED;
    private Optional<Evacuation> evacuation = Optional.empty();
    private Optional<CrashEcho> crash = Optional.empty();

    Node(NodeSpec spec, int index, Release release) {
        this.name = spec.name();
        this.index = index;
        this.role = spec.role();
        this.live = spec.connections();
        this.idleSessions =
                spec.disconnectedSessions() + (release.movesCleanStartSessions() ? spec.cleanStartSessions() : 0);
        this.overlookedSessions = release.movesCleanStartSessions() ? 0 : spec.cleanStartSessions();
    }

    /** Whether the other nodes count it in. */
    boolean running() {
        return alive && !declaredDown;
    }

    /** Whether it answers a call from another node now. */
    boolean answers() {
        return running() && !frozen;
    }

    long disconnectedSessions() {
        return idleSessions + awaySessions;
    }

    /** All sessions: what EMQX's nodes API calls {@code connections}. */
    long sessions() {
        return live + disconnectedSessions() + overlookedSessions;
    }

    EvictionAgent agent() {
        return agent;
    }

    void agent(EvictionAgent next) {
        agent = next;
    }

    Optional<Evacuation> evacuation() {
        return evacuation;
    }

    void evacuation(Optional<Evacuation> next) {
        evacuation = next;
    }

    /** The next status request until then is answered with a crash report, once. */
    void echoCrash(String message, Duration until) {
        crash = Optional.of(new CrashEcho(message, until));
    }

    Optional<String> takeCrashEcho(Duration now) {
        Optional<String> message =
                crash.filter(echo -> now.compareTo(echo.until) <= 0).map(CrashEcho::message);
        crash = Optional.empty();
        return message;
    }

    /** Whether availability_check answers 503. */
    boolean takenOut() {
        return agent.enabled() || evacuation.isPresent();
    }

    void sample() {
        sampled = new Sampled(live, sessions());
    }

    boolean acceptsClients() {
        return answers() && !agent.refusesClients();
    }

    @Override
    public String toString() {
        return name;
    }

    /** Counts as of the last whole second. */
    record Sampled(long live, long sessions) {}

    private record CrashEcho(String message, Duration until) {}
}
