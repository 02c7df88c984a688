package dev.evenkeel.e2e.house.crooked.planning;

/** Planning is pure. */
final class KnowsEmqx {
    dev.evenkeel.e2e.house.crooked.emqx.Known wrong;
}
