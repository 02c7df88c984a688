package dev.evenkeel.e2e.house.crooked.workflow;

import java.util.UUID;

/** Would make another id at each replay. */
final class MakesAnIdOfChance {
    UUID wrong() {
        return UUID.randomUUID();
    }
}
