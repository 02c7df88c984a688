/**
 * The client that other Java programs embed: it knows workflow ids, policies and timeouts, so that its callers need not.
 * Knows the contract and Temporal's SDK, and nothing of EMQX or Kubernetes.
 *
 * <pre>{@code
 * try (EvenkeelClient evenkeel = EvenkeelClient.connect(ConnectionOptions.fromEnvironment())) {
 *     RebalanceRequest request = RebalanceRequest.of("mqtt", "emqx-ee");
 *     Assessment dryRun = evenkeel.plan(request, Duration.ofSeconds(30));
 *     System.out.println(dryRun.explanation());
 *     if (dryRun.verdict() != Assessment.Verdict.READY) {
 *         return;
 *     }
 *     RunHandle run = evenkeel.start(request);
 *     try {
 *         RebalanceResult result = evenkeel.result(run, Duration.ofHours(2));
 *         System.out.println(result.outcome().display() + ": " + result.summary());
 *     } catch (NoAnswerException notYet) {
 *         RunView view = evenkeel.view(run.cluster());
 *         System.out.println("still " + view.progress().map(p -> p.phase().meaning()).orElse("running"));
 *         evenkeel.abort(run.cluster(), Optional.of("scaler"), Optional.of("took too long"));
 *     } catch (RunFailedException failed) {
 *         System.out.println(failed.type() + ": " + failed.getMessage());
 *     }
 * } catch (AlreadyRunningException taken) {
 *     System.out.println("run " + taken.runId() + " is at it already");
 * }
 * }</pre>
 */
package dev.evenkeel.client;
