package dev.evenkeel.e2e.house.crooked.client;

/** A name that does not say the class's part. */
final class RebalanceManager {
    int wrong;
}
