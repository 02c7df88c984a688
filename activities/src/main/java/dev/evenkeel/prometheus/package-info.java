/**
 * All that knows Prometheus: how its HTTP API is asked, and what its answers are worth.
 *
 * <p>Knows Retrofit and Jackson and nothing else of ours; EMQX, Kubernetes and planning do not know it.
 */
package dev.evenkeel.prometheus;
