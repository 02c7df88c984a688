/**
 * Thin adapters between Temporal's activities and what does the work: one record in, one record out.
 *
 * <p>Knows planning, EMQX, Kubernetes and Prometheus, which do not know each other. Errors are translated here into the
 * contract's failure kinds.
 */
package dev.evenkeel.activity;
