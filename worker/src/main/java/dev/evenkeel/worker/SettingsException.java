package dev.evenkeel.worker;

import java.util.List;
import org.springframework.boot.ExitCodeGenerator;

/** The settings cannot be used. Ends the process with exit code 2, as a wrong command line does. */
public final class SettingsException extends RuntimeException implements ExitCodeGenerator {
    private static final long serialVersionUID = 1L;
    private final List<String> problems;

    SettingsException(List<String> problems) {
        super(problems.size() + " problems with the settings: " + String.join("; ", problems));
        this.problems = List.copyOf(problems);
    }

    /** What is wrong, a line each. */
    public List<String> problems() {
        return problems;
    }

    @Override
    public int getExitCode() {
        return 2;
    }
}
