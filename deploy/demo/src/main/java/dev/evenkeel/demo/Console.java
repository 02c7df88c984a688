package dev.evenkeel.demo;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a person reads. On a terminal one picture can be drawn over and over; elsewhere every line stays, so that a log
 * stays readable.
 */
final class Console {
    /** Fits every terminal and every bug report. */
    static final int COLUMNS = 80;

    private static final String PLAIN = "\u001b[0m";

    private final PrintStream out;
    private final boolean terminal;
    private final boolean colours;
    private final boolean blocks;
    private int drawn;

    /**
     * @param terminal whether lines can be drawn over
     * @param colours whether ANSI colours may be used
     * @param blocks whether bars may be of block characters; else ASCII
     */
    Console(PrintStream out, boolean terminal, boolean colours, boolean blocks) {
        this.out = out;
        this.terminal = terminal;
        this.colours = colours;
        this.blocks = blocks;
    }

    /** That of this process; JDK 17 writes in the platform's encoding only where it is told to. */
    static Console ofProcess(Map<String, String> environment, boolean plain) {
        String name = System.getProperty("sun.jnu.encoding", "UTF-8");
        Charset charset = Charset.isSupported(name) ? Charset.forName(name) : StandardCharsets.UTF_8;
        boolean terminal = !plain
                && System.console() != null
                && !environment.getOrDefault("TERM", "dumb").equals("dumb");
        return new Console(
                new PrintStream(new FileOutputStream(FileDescriptor.out), true, charset),
                terminal,
                terminal && environment.getOrDefault("NO_COLOR", "").isEmpty(),
                charset.equals(StandardCharsets.UTF_8));
    }

    /** Colours, where they are allowed. */
    enum Ink {
        TITLE("\u001b[1m"),
        DONOR("\u001b[33m"),
        RECIPIENT("\u001b[32m"),
        BAD("\u001b[1;31m"),
        QUIET("\u001b[2m");

        private final String code;

        Ink(String code) {
            this.code = code;
        }
    }

    boolean terminal() {
        return terminal;
    }

    boolean blocks() {
        return blocks;
    }

    String painted(Ink ink, String text) {
        return colours ? ink.code + text + PLAIN : text;
    }

    void line(String text) {
        drawn = 0;
        out.println(text);
    }

    void lines(List<String> lines) {
        lines.forEach(this::line);
    }

    /** Text of any length, in lines that fit; the first begins with {@code first}, the others with as many spaces. */
    void paragraph(String first, String text) {
        lines(wrapped(first, text));
    }

    /** Takes away what was drawn last, so that a line can be written in its place. */
    void wipe() {
        if (drawn > 0) {
            out.print("\u001b[" + drawn + "A\r\u001b[J");
            drawn = 0;
        }
    }

    /** A headline with a blank line before it. */
    void title(String text) {
        line("");
        line(painted(Ink.TITLE, text));
    }

    /** Draws over what was drawn last, unless a line was written since. */
    void draw(List<String> lines) {
        StringBuilder screen = new StringBuilder(drawn == 0 ? "" : "\u001b[" + drawn + "A");
        // Without wrapping, so that a line too long for this window does not shift what is above it.
        screen.append("\u001b[?7l");
        lines.forEach(line -> screen.append('\r').append(line).append("\u001b[K\n"));
        out.print(screen.append("\u001b[J\u001b[?7h"));
        out.flush();
        drawn = lines.size();
    }

    static List<String> wrapped(String first, String text) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder(first);
        boolean bare = true;
        for (String word : text.split(" ")) {
            if (!bare && line.length() + 1 + word.length() > COLUMNS) {
                lines.add(line.toString());
                line = new StringBuilder(" ".repeat(first.length()));
                bare = true;
            }
            line.append(bare ? "" : " ").append(word);
            bare = false;
        }
        lines.add(line.toString());
        return lines;
    }
}
