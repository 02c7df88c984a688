package dev.evenkeel.e2e.house.crooked.attic;

/** A package that the plan does not know. */
final class IsOnNoPlan {
    int wrong;
}
