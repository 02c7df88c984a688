/**
 * What is delivered: the Helm chart, rendered by Helm and judged by the real API server; the image, unpacked and run as
 * a pod would run it; the Dockerfile and the compose file.
 */
package dev.evenkeel.e2e.deploy;
