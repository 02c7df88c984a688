package dev.evenkeel.cli;

import dev.evenkeel.contract.RebalanceRequest;
import dev.evenkeel.contract.RequestProblem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which alternatives are set side by side, and for what clients. All is text here, so that every problem is told at once. */
final class WhatIfFlags {
    private static final String WHOLE = "whole numbers from 1, separated by commas";

    @Option(
            names = "--what-if",
            description = "set alternatives side by side: minutes, clients offline, connects per second, skew")
    private boolean whatIf;

    @Option(
            names = "--nodes",
            paramLabel = "N,N",
            description = "with --what-if: connections by node, instead of a cluster; asks nobody, needs no Temporal")
    private String nodes;

    @Option(
            names = "--natural-connects",
            paramLabel = "N",
            description = "with --nodes: clients a second that come by themselves, and as many that leave (default: 0)")
    private String naturalConnects;

    @Option(
            names = "--rate",
            paramLabel = "N,N",
            description = "with --what-if: connections evicted per donor and second, an alternative each")
    private String rates;

    @Option(
            names = "--budget",
            paramLabel = "N,N",
            description = "with --what-if: connects per second and recipient, an alternative each")
    private String budgets;

    boolean asked() {
        return whatIf;
    }

    boolean onPaper() {
        return nodes != null;
    }

    List<Long> connections() {
        return numbers(nodes).orElseThrow();
    }

    double connectsPerSecond() {
        return naturalConnects == null
                ? 0
                : numbers(naturalConnects).orElseThrow().get(0);
    }

    /** What is wrong with these flags; empty where nothing is. */
    List<RequestProblem> problems() {
        List<RequestProblem> problems = new ArrayList<>();
        if (!whatIf) {
            given().forEach((flag, value) -> problems.add(problem(flag, value, "only with --what-if")));
            return problems;
        }
        if (onPaper() && numbers(nodes).filter(counts -> counts.size() > 1).isEmpty()) {
            problems.add(problem("--nodes", nodes, "connections of two nodes or more, such as 3334,3333,3333,0"));
        }
        if (naturalConnects != null && !onPaper()) {
            problems.add(problem("--natural-connects", naturalConnects, "only with --nodes"));
        } else if (naturalConnects != null
                && numbers(naturalConnects).filter(one -> one.size() == 1).isEmpty()) {
            problems.add(problem("--natural-connects", naturalConnects, "a whole number from 0"));
        }
        given("--rate", rates, problems);
        given("--budget", budgets, problems);
        return problems;
    }

    private static RequestProblem problem(String flag, String value, String expected) {
        return new RequestProblem(flag, '"' + value + '"', expected);
    }

    private static void given(String flag, String value, List<RequestProblem> problems) {
        if (value != null && positive(value).isEmpty()) {
            problems.add(problem(flag, value, WHOLE));
        }
    }

    private Map<String, String> given() {
        Map<String, String> given = new LinkedHashMap<>();
        given.put("--nodes", nodes);
        given.put("--natural-connects", naturalConnects);
        given.put("--rate", rates);
        given.put("--budget", budgets);
        given.values().removeIf(value -> value == null);
        return given;
    }

    /** How many alternatives there are; 0 without any what-if, or where the flags are wrong. */
    int count() {
        return whatIf && problems().isEmpty()
                ? Math.max(1, each(rates).size() + each(budgets).size())
                : 0;
    }

    /** The request once for each alternative, by a name that says what it changes. */
    Map<String, RebalanceRequest> alternatives(RebalanceRequest asked) {
        Map<String, RebalanceRequest> alternatives = new LinkedHashMap<>();
        each(rates)
                .forEach(rate -> alternatives.put(
                        "rate " + Quantities.count(rate),
                        asked.withStrategy(asked.rebalanceStrategy().withRate(rate))));
        each(budgets)
                .forEach(budget -> alternatives.put(
                        "budget " + Quantities.count(budget),
                        asked.withPacing(asked.pacing().withBudget(budget))));
        if (alternatives.isEmpty()) {
            alternatives.put("as asked", asked);
        }
        return alternatives;
    }

    private static List<Integer> each(String list) {
        return list == null
                ? List.of()
                : positive(list).orElseThrow().stream().map(Math::toIntExact).toList();
    }

    private static Optional<List<Long>> positive(String list) {
        return numbers(list).filter(all -> all.stream().allMatch(number -> number >= 1 && number <= Integer.MAX_VALUE));
    }

    /** Nobody has a thousand million million clients, and more digits would not fit. */
    private static Optional<List<Long>> numbers(String list) {
        List<Long> numbers = new ArrayList<>();
        for (String number : list.split(",", -1)) {
            if (!number.strip().matches("\\d{1,15}")) {
                return Optional.empty();
            }
            numbers.add(Long.parseLong(number.strip()));
        }
        return Optional.of(numbers);
    }
}
