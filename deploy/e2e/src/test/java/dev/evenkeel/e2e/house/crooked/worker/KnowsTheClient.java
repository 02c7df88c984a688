package dev.evenkeel.e2e.house.crooked.worker;

/** The worker starts nothing. */
final class KnowsTheClient {
    dev.evenkeel.e2e.house.crooked.client.Known wrong;
}
