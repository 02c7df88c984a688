package dev.evenkeel.activity;

import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.contract.RebalanceRequest;
import dev.evenkeel.contract.RequestActivities;
import dev.evenkeel.contract.RequestProblem;
import dev.evenkeel.contract.RequestReader;
import dev.evenkeel.contract.WorkflowNames;
import io.temporal.activity.Activity;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.client.WorkflowExecutionDescription;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowStub;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Judges requests by {@link RequestReader} and by what only the worker knows: its namespace and its profiles. */
public final class RequestActivitiesImpl implements RequestActivities {
    private final String defaultNamespace;
    private final ConnectionProfiles profiles;

    public RequestActivitiesImpl(String defaultNamespace, ConnectionProfiles profiles) {
        this.defaultNamespace = defaultNamespace;
        this.profiles = profiles;
    }

    @Override
    public ReadRequest read(SubmittedRequest submitted) {
        RequestReader.Reading reading = RequestReader.read(submitted.request());
        List<RequestProblem> problems = new ArrayList<>(reading.problems());
        reading.request().flatMap(this::unknownConnection).ifPresent(problems::add);
        if (!problems.isEmpty()) {
            return new ReadRequest(Optional.empty(), Optional.empty(), "", problems);
        }
        RebalanceRequest request = reading.request().orElseThrow();
        ClusterRef cluster = request.cluster(defaultNamespace);
        return new ReadRequest(
                Optional.of(request), Optional.of(cluster), WorkflowNames.rebalanceId(cluster), List.of());
    }

    private Optional<RequestProblem> unknownConnection(RebalanceRequest request) {
        return request.connection()
                .filter(name -> !profiles.has(name))
                .map(name -> new RequestProblem(
                        "connection",
                        name,
                        "a connection profile of the worker is expected: one of " + profiles.names()));
    }

    @Override
    public FoundRun find(RunQuery query) {
        WorkflowStub run =
                Activity.getExecutionContext().getWorkflowClient().newUntypedWorkflowStub(query.workflowId());
        try {
            WorkflowExecutionDescription found = run.describe();
            boolean open = found.getStatus() == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING;
            return new FoundRun(
                    query.workflowId(),
                    Optional.of(found.getExecution()).filter(execution -> open).map(WorkflowExecution::getRunId));
        } catch (WorkflowNotFoundException ended) {
            return new FoundRun(query.workflowId(), Optional.empty());
        }
    }
}
