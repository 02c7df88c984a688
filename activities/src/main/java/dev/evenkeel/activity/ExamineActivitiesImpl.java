package dev.evenkeel.activity;

import dev.evenkeel.contract.Diagnosis;
import dev.evenkeel.contract.ExamineActivities;
import dev.evenkeel.emqx.EmqxClients;
import dev.evenkeel.kubernetes.ClusterDiscovery;
import dev.evenkeel.planning.Doctor;
import dev.evenkeel.prometheus.PrometheusClient;
import io.temporal.activity.Activity;
import java.time.InstantSource;
import java.util.Optional;

/** Gathers the facts and lets the doctor judge. Safe to repeat: it changes nothing. */
public final class ExamineActivitiesImpl implements ExamineActivities {
    private final ClusterDiscovery discovery;
    private final ConnectionProfiles profiles;
    private final EmqxClients clients;
    private final InstantSource clock;
    private final Optional<PrometheusClient> prometheus;

    public ExamineActivitiesImpl(
            ClusterDiscovery discovery,
            ConnectionProfiles profiles,
            EmqxClients clients,
            InstantSource clock,
            Optional<PrometheusClient> prometheus) {
        this.discovery = discovery;
        this.profiles = profiles;
        this.clients = clients;
        this.clock = clock;
        this.prometheus = prometheus;
    }

    @Override
    public ClockReading readClock() {
        return new ClockReading(clock.instant());
    }

    @Override
    public Diagnosis examine(ExamineOrder order) {
        OpenRuns runs = new OpenRuns(Activity.getExecutionContext().getWorkflowClient());
        return Heartbeats.during(
                () -> Doctor.examine(new FactFinding(discovery, profiles, clients, clock, runs, prometheus).of(order)));
    }
}
