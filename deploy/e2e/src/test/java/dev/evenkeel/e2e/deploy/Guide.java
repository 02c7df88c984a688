package dev.evenkeel.e2e.deploy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A README, and what it tells its reader to type. */
record Guide(String text) {
    /** In a code span, at the start of a line of a code block, or by its path; its words up to the end of code. */
    private static final Pattern COMMAND = Pattern.compile("(?m)(?:`|\\./|^ +)evenkeel ([a-z][^`#\\n|]*)");

    static Guide of(Path file) {
        return new Guide(Checkout.text(file));
    }

    /** The arguments of each {@code evenkeel …}; a line that goes on is one, and what a template fills in is a word. */
    List<List<String>> commands() {
        List<List<String>> commands = new ArrayList<>();
        Matcher matcher = COMMAND.matcher(text.replaceAll("\\\\\\n\\s*", "").replaceAll("\\{\\{.*?}}", "filled-in"));
        while (matcher.find()) {
            commands.add(List.of(matcher.group(1).strip().split("\\s+")));
        }
        return commands;
    }

    /** The code block, without its indentation, that has this line. */
    String block(String line) {
        List<String> lines = text.lines().toList();
        int at = lines.stream().map(String::strip).toList().indexOf(line);
        if (at < 0) {
            throw new AssertionError("no line '" + line + "'");
        }
        int from = at;
        while (!lines.get(from - 1).isBlank()) {
            from--;
        }
        return lines.subList(from, lines.size()).stream()
                .takeWhile(one -> !one.isBlank())
                .collect(Collectors.joining("\n"))
                .stripIndent();
    }
}
