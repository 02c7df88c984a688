/**
 * Runs on a real Temporal server, with the worker as a process of its own; EMQX and Kubernetes are simulated in the test.
 * Whatever these tests start listens on loopback only and ends with them.
 */
package dev.evenkeel.e2e.real;
