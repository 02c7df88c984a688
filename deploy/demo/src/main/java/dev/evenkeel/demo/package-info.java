/**
 * The article's case before one's eyes, in one command. Puts together what the worker, the client and the simulator
 * offer, and shows it; may know the contract, worker, client, command line and simulator, and Temporal.
 */
package dev.evenkeel.demo;
