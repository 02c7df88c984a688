package dev.evenkeel.command;

import dev.evenkeel.activity.Janitor.Finding;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.Map;

/** Prints each finding when it is new, and once. */
final class Told {
    private final PrintStream out;
    private final Map<String, String> last = new HashMap<>();

    Told(PrintStream out) {
        this.out = out;
    }

    void tell(Finding finding) {
        String line = finding.cluster().display() + ": "
                + switch (finding.state()) {
                    case LEFT_ALONE -> "left alone: ";
                    case WATCHED -> "watched: ";
                    case CLEANING -> "cleaning up: ";
                    case CLEAN -> "clean: ";
                }
                + finding.words() + " (run " + finding.run() + ")";
        if (!line.equals(last.put(finding.cluster().display() + finding.run(), line))) {
            out.println(line);
        }
    }
}
