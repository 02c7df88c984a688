/**
 * The worker process: reads settings, puts the parts together, and keeps them running before a Temporal that comes and
 * goes. Everything that is Spring's or Micrometer's is here; what the parts do is elsewhere.
 */
package dev.evenkeel.worker;
