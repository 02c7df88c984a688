/**
 * The workflow: it remembers, waits and decides the order; activities look and act, the planner thinks.
 *
 * <p>Depends on the contract and on Temporal's workflow API only. Nothing in here may read a clock, a random source or
 * a setting: replays must come to the same commands.
 */
package dev.evenkeel.workflow;
