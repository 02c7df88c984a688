package dev.evenkeel.client;

import dev.evenkeel.contract.RequestProblem;
import java.util.List;
import java.util.stream.Collectors;

/** The request is wrong; nothing was sent to Temporal. */
public final class InvalidRequestException extends EvenkeelException {
    private static final long serialVersionUID = 1;

    private final transient List<RequestProblem> problems;

    InvalidRequestException(List<RequestProblem> problems) {
        super(
                "the request is not valid: "
                        + problems.stream().map(RequestProblem::display).collect(Collectors.joining("; also ")),
                null);
        this.problems = List.copyOf(problems);
    }

    /** All that is wrong. */
    public List<RequestProblem> problems() {
        return problems;
    }
}
