/**
 * All that knows Kubernetes: which pods and Services an EMQX cluster consists of, and how a pod's endpoint leaves a
 * Service and comes back.
 *
 * <p>Knows the contract and fabric8's client; knows neither EMQX nor planning.
 */
package dev.evenkeel.kubernetes;
