package dev.evenkeel.e2e.house.crooked.client;

/** What wrong classes elsewhere in the crooked house know. */
public final class Known {}
