package dev.evenkeel.worker;

import dev.evenkeel.emqx.EmqxTimeouts;
import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** {@link EmqxTimeouts}, which has the reasons, as settings. */
record EmqxSettings(
        @DefaultValue("2s") Duration connect,
        @DefaultValue("4s") Duration read,
        @DefaultValue("5s") Duration readCall,
        @DefaultValue("8500ms") Duration allReads,
        @DefaultValue("1500ms") Duration another,
        @DefaultValue("18s") Duration write,
        @DefaultValue("10s") Duration dead,
        @DefaultValue("60s") Duration nodeName) {
    /** A look is an attempt of at most 10 s; what is left is for what happens beside the reads. */
    private static final Duration ALL_READS_MAX = Duration.ofSeconds(9);

    /** An attempt at a start or stop has 40 s, and looks before and after. */
    private static final Duration WRITE_MAX = Duration.ofSeconds(30);

    void check(Problems problems) {
        problems.inRange("all-reads", allReads, Duration.ofMillis(1), ALL_READS_MAX);
        problems.inRange("write", write, Duration.ofMillis(1), WRITE_MAX);
        problems.tried("", this::timeouts);
    }

    EmqxTimeouts timeouts() {
        return new EmqxTimeouts(connect, read, readCall, allReads, another, write, dead, nodeName);
    }
}
