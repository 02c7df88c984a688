package dev.evenkeel.cli;

import dev.evenkeel.client.ConnectionOptions;
import dev.evenkeel.client.EvenkeelClient;
import dev.evenkeel.client.FakeTemporal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** A command as it is typed, and what it answers. */
final class Typed {
    private final Function<ConnectionOptions, EvenkeelClient> connector;
    private final Map<String, String> environment = new HashMap<>();
    private String input = "";
    private boolean terminal;
    private int connections;

    private Typed(Function<ConnectionOptions, EvenkeelClient> connector) {
        this.connector = connector;
    }

    /** Against this Temporal. */
    static Typed at(FakeTemporal temporal) {
        return new Typed(options -> EvenkeelClient.over(temporal.temporal(), EvenkeelClient.DEFAULT_NAMESPACE));
    }

    /** With the connector that people have. */
    static Typed inEarnest() {
        return new Typed(EvenkeelClient::connect);
    }

    Typed input(String text) {
        input = text;
        return this;
    }

    Typed onTerminal() {
        terminal = true;
        return this;
    }

    Typed with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** How often a connection to Temporal was asked for. */
    int connections() {
        return connections;
    }

    Answer run(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Shell shell = new Shell(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                terminal,
                StandardCharsets.UTF_8,
                environment,
                options -> {
                    connections++;
                    return connector.apply(options);
                });
        int code = EvenkeelCommand.run(shell, arguments);
        return new Answer(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    record Answer(int code, String out, String err) {}
}
