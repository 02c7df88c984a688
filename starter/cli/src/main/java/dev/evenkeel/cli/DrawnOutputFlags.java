package dev.evenkeel.cli;

import dev.evenkeel.contract.RequestProblem;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** How an answer is written that can be drawn, and where to. */
final class DrawnOutputFlags {
    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "${COMPLETION-CANDIDATES}; svg and png with --what-if (default: table)")
    private Format format = Format.table;

    @Option(names = "--output-file", paramLabel = "FILE", description = "write the answer there instead of to stdout")
    private Path file;

    /** Written as they are typed. */
    enum Format {
        table,
        wide,
        json,
        yaml,
        svg,
        png
    }

    boolean drawn() {
        return format == Format.svg || format == Format.png;
    }

    /**
     * What is wrong with them.
     *
     * @param alternatives how many would be drawn; 0 where there is nothing to draw
     */
    List<RequestProblem> problems(Shell shell, int alternatives) {
        List<RequestProblem> problems = new ArrayList<>();
        if (drawn() && alternatives == 0) {
            problems.add(problem("only with --what-if"));
        }
        if (drawn() && alternatives > WhatIfChart.ALTERNATIVES_MAX) {
            problems.add(problem(
                    "a picture of " + WhatIfChart.ALTERNATIVES_MAX + " alternatives at most, not of " + alternatives));
        }
        if (format == Format.png && file == null && shell.terminal()) {
            problems.add(problem("--output-file beside it, or a pipe: a terminal shows no pictures"));
        }
        return problems;
    }

    private RequestProblem problem(String expected) {
        return new RequestProblem("--output", '"' + format.name() + '"', expected);
    }

    /** For an answer that is not drawn. */
    OutputFlags text() {
        return new OutputFlags(
                switch (format) {
                    case table, svg, png -> OutputFlags.Format.table;
                    case wide -> OutputFlags.Format.wide;
                    case json -> OutputFlags.Format.json;
                    case yaml -> OutputFlags.Format.yaml;
                });
    }

    /** Where the answer goes. */
    void written(Shell shell, Consumer<Shell> answer) {
        if (file == null) {
            answer.accept(shell);
            return;
        }
        try (PrintStream out = new PrintStream(Files.newOutputStream(file), false, StandardCharsets.UTF_8)) {
            answer.accept(shell.writingTo(out));
        } catch (IOException unwritable) {
            throw new RequestRejection("--output-file", file.toString(), "a file that can be written: " + unwritable);
        }
    }

    /** Draws alternatives. */
    void draw(Shell shell, List<Alternative> alternatives) {
        WhatIfChart chart = new WhatIfChart(alternatives);
        byte[] picture = format == Format.svg ? chart.svg() : chart.png();
        shell.out().write(picture, 0, picture.length);
        shell.out().flush();
    }
}
