package dev.evenkeel.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenkeel.contract.Diagnosis;
import dev.evenkeel.contract.ExamineActivities;
import dev.evenkeel.contract.ExamineActivities.ExamineOrder;
import dev.evenkeel.contract.ExamineCluster;
import dev.evenkeel.contract.RequestActivities.ReadRequest;
import java.time.Instant;

/** Reads the request, compares the clocks, and has everything looked at once. */
public final class ExamineClusterWorkflow implements ExamineCluster {
    @Override
    public Diagnosis examine(JsonNode submitted) {
        ReadRequest read = SubmittedInput.read(submitted);
        ExamineActivities activities = ActivityStubs.examining();
        Instant before = Journal.now();
        Instant worker = activities.readClock().at();
        Instant after = Journal.now();
        return activities.examine(new ExamineOrder(read.cluster().orElseThrow(), before, worker, after));
    }
}
