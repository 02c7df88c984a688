package dev.evenkeel.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.evenkeel.contract.ContractJson;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Option;

/** How an answer is written. */
final class OutputFlags {
    /** Wider than any node name; wide means that the reader's window decides. */
    private static final int WIDE_COLUMNS = 200;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "${COMPLETION-CANDIDATES} (default: table)")
    private Format format = Format.table;

    OutputFlags() {}

    OutputFlags(Format format) {
        this.format = format;
    }

    /** Written as they are typed. */
    enum Format {
        table,
        wide,
        json,
        yaml
    }

    /** Whether people read it. */
    boolean text() {
        return format == Format.table || format == Format.wide;
    }

    boolean wide() {
        return format == Format.wide;
    }

    /** Width of a view. */
    int columns(Shell shell) {
        return wide() ? Math.max(WIDE_COLUMNS, shell.columns()) : shell.columns();
    }

    /**
     * Writes an answer.
     *
     * @param answer a record of the contract or of the client
     * @param view the same as text
     */
    <T> void write(Shell shell, T answer, Function<T, List<String>> view) {
        switch (format) {
            case table, wide -> view.apply(answer).forEach(shell.out()::println);
            case json -> shell.out().println(tree(answer).toPrettyString());
            case yaml -> shell.out().print(yaml(tree(answer)));
        }
    }

    private static JsonNode tree(Object answer) {
        return ContractJson.mapper().valueToTree(answer);
    }

    private static String yaml(JsonNode tree) {
        try {
            return new YAMLMapper().writeValueAsString(tree);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a tree can be written as YAML", impossible);
        }
    }
}
