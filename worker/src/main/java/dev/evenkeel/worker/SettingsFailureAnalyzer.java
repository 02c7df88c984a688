package dev.evenkeel.worker;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Shows what is wrong with the settings as a list, in place of a stack trace. */
final class SettingsFailureAnalyzer extends AbstractFailureAnalyzer<SettingsException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, SettingsException cause) {
        return new FailureAnalysis(
                "The settings have " + cause.problems().size() + " problem(s):\n\n    - "
                        + String.join("\n    - ", cause.problems()),
                "Correct all of them; the README has the table of settings.",
                cause);
    }
}
