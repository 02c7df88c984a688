package dev.evenkeel.e2e.house.crooked.kubernetes;

/** Only activity joins the two. */
final class KnowsEmqx {
    dev.evenkeel.e2e.house.crooked.emqx.Known wrong;
}
