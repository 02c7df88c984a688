package dev.evenkeel.e2e.house.crooked.planning;

import java.util.Random;

/** Must be given the seed. */
final class DrawsASeed {
    final Random wrong = new Random();
}
