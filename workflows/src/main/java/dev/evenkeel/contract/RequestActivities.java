package dev.evenkeel.contract;

import com.fasterxml.jackson.databind.JsonNode;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import java.util.List;
import java.util.Optional;

/** Reads what was sent, and finds the run that stands in the way. */
@ActivityInterface
public interface RequestActivities {
    /** Judges a submitted request by {@link RequestReader} and the worker's settings. Touches nothing. */
    @ActivityMethod(name = "ReadRequest")
    ReadRequest read(SubmittedRequest submitted);

    /** Looks up the open run that has this workflow id. */
    @ActivityMethod(name = "FindRun")
    FoundRun find(RunQuery query);

    /** @param request the input as it came, any JSON */
    record SubmittedRequest(JsonNode request) {}

    /**
     * @param request the request, where there is no problem
     * @param cluster the cluster that it means
     * @param workflowId the one id under which it may run
     * @param problems everything that is wrong with it
     */
    record ReadRequest(
            Optional<RebalanceRequest> request,
            Optional<ClusterRef> cluster,
            String workflowId,
            List<RequestProblem> problems) {
        public ReadRequest {
            request = request == null ? Optional.empty() : request;
            cluster = cluster == null ? Optional.empty() : cluster;
            problems = problems == null ? List.of() : List.copyOf(problems);
        }
    }

    /** @param workflowId the id to look up */
    record RunQuery(String workflowId) {}

    /**
     * @param workflowId the id that was looked up
     * @param runId the run that has it; empty where it ended meanwhile
     */
    record FoundRun(String workflowId, Optional<String> runId) {}
}
