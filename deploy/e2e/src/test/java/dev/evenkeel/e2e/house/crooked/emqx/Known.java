package dev.evenkeel.e2e.house.crooked.emqx;

/** What wrong classes elsewhere in the crooked house know. */
public final class Known {}
