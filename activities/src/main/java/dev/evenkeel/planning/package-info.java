/**
 * Decisions, as pure functions: what EMQX will do, what to start, what a look means, whether it is balanced.
 *
 * <p>Knows {@code java.*} and the contract. Time is an argument; nothing in here asks, waits or logs.
 */
package dev.evenkeel.planning;
