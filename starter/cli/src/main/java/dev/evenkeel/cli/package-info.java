/**
 * The command line: flags and files become a request, a run becomes text. Sees the client and the contract only; what
 * needs EMQX or Kubernetes is done by the worker's workflows.
 *
 * <p>Views are pure functions from what the client saw to lines of text, so that tests and the demo show what a terminal
 * shows.
 */
package dev.evenkeel.cli;
