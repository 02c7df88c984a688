package dev.evenkeel.e2e.house.crooked.workflow;

import java.time.Instant;
import java.util.function.Supplier;

/** A method reference is a call as well. */
final class ReadsTheClockByReference {
    final Supplier<Instant> wrong = Instant::now;
}
