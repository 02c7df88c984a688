package dev.evenkeel.cli;

import java.util.ArrayList;
import java.util.List;

/** Lines of text in a given width: headings, labelled paragraphs and tables. */
final class Page {
    private static final int LABEL_WIDTH = 10;

    private final int columns;
    private final List<String> lines = new ArrayList<>();

    /** @param columns where lines are wrapped */
    Page(int columns) {
        this.columns = columns;
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    Page paragraph(String text) {
        lines.addAll(wrapped(text, columns));
        return this;
    }

    Page blank() {
        lines.add("");
        return this;
    }

    /** A label in the first column and its text beside it. */
    Page field(String label, String text) {
        String margin = label;
        for (String line : wrapped(text, columns - LABEL_WIDTH)) {
            lines.add((padded(margin, LABEL_WIDTH) + line).stripTrailing());
            margin = "";
        }
        return this;
    }

    Page fields(String label, List<String> texts) {
        texts.forEach(text -> field(label, text));
        return this;
    }

    /**
     * A table; columns that hold numbers are set to the right.
     *
     * @param heads the headings; one that begins with {@code >} is a column of numbers
     * @param rows as many cells each as there are headings
     */
    Page table(List<String> heads, List<List<String>> rows) {
        List<List<String>> all = new ArrayList<>();
        all.add(heads.stream().map(head -> head.replaceFirst("^>", "")).toList());
        all.addAll(rows);
        for (List<String> row : all) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < heads.size(); column++) {
                int at = column;
                int width = all.stream()
                        .mapToInt(cells -> cells.get(at).length())
                        .max()
                        .orElse(0);
                String cell = row.get(column);
                line.append(column == 0 ? "" : "  ")
                        .append(
                                heads.get(column).startsWith(">")
                                        ? " ".repeat(width - cell.length()) + cell
                                        : padded(cell, width));
            }
            lines.add(line.toString().stripTrailing());
        }
        return this;
    }

    /** Text in lines of at most this width; a longer word stands alone on its line. */
    static List<String> wrapped(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.strip().split("\\s+")) {
            if (line.length() > 0 && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.length() == 0 ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    /** The text, cut to the width. */
    static String clipped(String text, int width) {
        return text.length() <= width ? text : text.substring(0, Math.max(0, width - 1)) + "~";
    }
}
