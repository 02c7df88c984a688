package dev.evenkeel.e2e.house.crooked.planning;

/** Planning sees java.* only. */
final class SeesTemporal {
    io.temporal.common.RetryOptions wrong;
}
