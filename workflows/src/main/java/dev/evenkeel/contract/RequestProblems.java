package dev.evenkeel.contract;

import java.util.ArrayList;
import java.util.List;

/** Problems while they are collected: the first {@value #SHOWN_MAX} are kept, the rest is counted. */
final class RequestProblems {
    /** More than anybody reads at once, and little enough for a workflow's failure. */
    static final int SHOWN_MAX = 50;

    private final List<RequestProblem> shown = new ArrayList<>();
    private int count;

    void add(String path, String value, String expected) {
        count++;
        if (shown.size() < SHOWN_MAX) {
            shown.add(new RequestProblem(path, value, expected));
        }
    }

    int count() {
        return count;
    }

    /** Whether a further problem would only be counted, so that its text need not be made. */
    boolean full() {
        return shown.size() == SHOWN_MAX;
    }

    List<RequestProblem> list() {
        List<RequestProblem> all = new ArrayList<>(shown);
        if (count > SHOWN_MAX) {
            all.add(new RequestProblem(
                    "request", "and " + (count - SHOWN_MAX) + " more problems", "see those above first"));
        }
        return all;
    }
}
