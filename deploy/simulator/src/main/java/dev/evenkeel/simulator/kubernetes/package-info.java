/**
 * The Kubernetes around a simulated EMQX cluster: an API server that keeps objects, the controllers that turn pods and
 * Services into EndpointSlices, and the way from there to the clients' load balancer. Knows the cluster's public face,
 * the JDK and Jackson.
 */
package dev.evenkeel.simulator.kubernetes;
