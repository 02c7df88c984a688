/**
 * All that knows EMQX: its HTTP API, its words, its manners, its errors.
 *
 * <p>Knows the contract, Retrofit and Jackson; knows neither Kubernetes nor planning.
 */
package dev.evenkeel.emqx;
