package dev.evenkeel.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenkeel.contract.AssessActivities.AssessOrder;
import dev.evenkeel.contract.Assessment;
import dev.evenkeel.contract.PlanRebalance;
import dev.evenkeel.contract.RequestActivities.ReadRequest;
import java.util.List;
import java.util.Optional;

/** A dry run: reads the request, looks once, and answers with the decision. */
public final class PlanRebalanceWorkflow implements PlanRebalance {
    @Override
    public Assessment plan(JsonNode submitted) {
        ReadRequest read = SubmittedInput.read(submitted);
        return ActivityStubs.assessing()
                .assess(new AssessOrder(
                        read.request().orElseThrow(),
                        read.cluster().orElseThrow(),
                        new Journal().progress().run(),
                        Optional.empty(),
                        1,
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        false,
                        Optional.empty(),
                        true));
    }
}
