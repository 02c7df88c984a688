package dev.evenkeel.e2e.house.crooked.workflow;

import java.util.Random;

/** Even with a seed: Temporal has its own, which is the same at each replay. */
final class DrawsChance {
    final Random wrong = new Random(1);
}
