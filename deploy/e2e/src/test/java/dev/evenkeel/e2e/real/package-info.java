/**
 * Runs on a real Temporal server, with the worker as a process of its own; EMQX and Kubernetes are simulated in the test.
 * The classes run alone: several processes on two cores and other benches beside them would be late for every phase.
 * Whatever these tests start listens on loopback only and ends with them.
 */
package dev.evenkeel.e2e.real;
