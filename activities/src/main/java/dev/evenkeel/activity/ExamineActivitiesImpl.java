package dev.evenkeel.activity;

import dev.evenkeel.contract.Diagnosis;
import dev.evenkeel.contract.ExamineActivities;
import dev.evenkeel.emqx.EmqxClients;
import dev.evenkeel.kubernetes.ClusterDiscovery;
import dev.evenkeel.planning.Doctor;
import io.temporal.activity.Activity;
import java.time.InstantSource;

/** Gathers the facts and lets the doctor judge. Safe to repeat: it changes nothing. */
public final class ExamineActivitiesImpl implements ExamineActivities {
    private final ClusterDiscovery discovery;
    private final ConnectionProfiles profiles;
    private final EmqxClients clients;
    private final InstantSource clock;

    public ExamineActivitiesImpl(
            ClusterDiscovery discovery, ConnectionProfiles profiles, EmqxClients clients, InstantSource clock) {
        this.discovery = discovery;
        this.profiles = profiles;
        this.clients = clients;
        this.clock = clock;
    }

    @Override
    public ClockReading readClock() {
        return new ClockReading(clock.instant());
    }

    @Override
    public Diagnosis examine(ExamineOrder order) {
        OpenRuns runs = new OpenRuns(Activity.getExecutionContext().getWorkflowClient());
        return Heartbeats.during(
                () -> Doctor.examine(new FactFinding(discovery, profiles, clients, clock, runs).of(order)));
    }
}
