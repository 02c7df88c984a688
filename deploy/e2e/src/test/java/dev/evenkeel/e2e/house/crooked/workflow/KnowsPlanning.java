package dev.evenkeel.e2e.house.crooked.workflow;

/** The planner's decision reaches a workflow as an activity's result. */
final class KnowsPlanning {
    dev.evenkeel.e2e.house.crooked.planning.Known wrong;
}
