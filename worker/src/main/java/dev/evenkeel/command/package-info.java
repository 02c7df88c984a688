/**
 * What must work next to the clusters and without a Temporal of the house: {@code janitor}, {@code restore}, {@code
 * adopt}, and {@code local}, which brings its own. A second program of the worker's jar, which reads the worker's
 * settings.
 *
 * <p>Knows what the worker is made of and picocli; knows neither workflows nor Temporal.
 */
package dev.evenkeel.command;
