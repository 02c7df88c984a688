package dev.evenkeel.cli;

import dev.evenkeel.contract.RequestProblem;
import java.util.List;
import java.util.stream.Stream;

/** The request on the command line or in the file is wrong; nothing was sent. */
final class RequestRejection extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<RequestProblem> problems;

    RequestRejection(List<RequestProblem> problems) {
        super("the request is not valid");
        this.problems = List.copyOf(problems);
    }

    RequestRejection(String path, String value, String expected) {
        this(List.of(new RequestProblem(path, value, expected)));
    }

    /** Every problem on a line of its own, under a heading. */
    List<String> lines() {
        return Stream.concat(
                        Stream.of("evenkeel: the request is not valid, nothing was sent:"),
                        problems.stream().map(problem -> "  " + problem.display()))
                .toList();
    }
}
