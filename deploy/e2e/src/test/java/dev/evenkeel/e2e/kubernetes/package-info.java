/**
 * Tests against a real Kubernetes API. They run in a network namespace of their own ({@code src/test/namespace}), since
 * EndpointSlices refuse loopback addresses, and are tagged {@code kubernetes}: {@code ./evenkeel test --all}.
 */
package dev.evenkeel.e2e.kubernetes;
