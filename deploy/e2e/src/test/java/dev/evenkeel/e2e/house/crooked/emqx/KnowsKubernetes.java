package dev.evenkeel.e2e.house.crooked.emqx;

/** Only activity joins the two. */
final class KnowsKubernetes {
    dev.evenkeel.e2e.house.crooked.kubernetes.Known wrong;
}
