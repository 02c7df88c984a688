/**
 * An EMQX cluster with a memory: nodes that answer EMQX's REST API, the rebalance and evacuation machines behind it,
 * the MQTT clients that are evicted and come back, and the faults that happen meanwhile. Knows the JDK and Jackson
 * only.
 */
package dev.evenkeel.simulator;
