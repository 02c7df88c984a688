package dev.evenkeel.e2e.house.crooked.planning;

/** What wrong classes elsewhere in the crooked house know. */
public final class Known {}
