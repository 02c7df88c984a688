package dev.evenkeel.cli;

import dev.evenkeel.client.ConnectionOptions;
import dev.evenkeel.client.EvenkeelClient;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Function;

/**
 * What surrounds a command.
 *
 * @param out where answers go
 * @param err where complaints go
 * @param in what {@code -f -} reads
 * @param terminal whether a person watches {@code out}
 * @param charset what {@code out} is written in
 * @param environment the variables
 * @param connector opens a client; each command closes its own
 */
record Shell(
        PrintStream out,
        PrintStream err,
        InputStream in,
        boolean terminal,
        Charset charset,
        Map<String, String> environment,
        Function<ConnectionOptions, EvenkeelClient> connector) {
    private static final int COLUMNS_DEFAULT = 80;
    private static final int COLUMNS_MIN = 60;

    static Shell ofProcess() {
        Charset charset = platformCharset();
        return new Shell(
                new PrintStream(new FileOutputStream(FileDescriptor.out), true, charset),
                new PrintStream(new FileOutputStream(FileDescriptor.err), true, charset),
                System.in,
                System.console() != null,
                charset,
                System.getenv(),
                EvenkeelClient::connect);
    }

    /** The same with answers going elsewhere, where nobody watches. */
    Shell writingTo(PrintStream elsewhere) {
        return new Shell(elsewhere, err, in, false, StandardCharsets.UTF_8, environment, connector);
    }

    /** How the live view may look here, in lines of this width. */
    LiveView.Format liveFormat(int columns, boolean wide) {
        boolean colours = terminal && environment.getOrDefault("NO_COLOR", "").isEmpty();
        return new LiveView.Format(columns, colours, terminal && charset.equals(StandardCharsets.UTF_8), wide);
    }

    /** Width of a line: what {@code COLUMNS} says, else 80. */
    int columns() {
        String columns = environment.getOrDefault("COLUMNS", "");
        return columns.matches("\\d{2,4}") ? Math.max(COLUMNS_MIN, Integer.parseInt(columns)) : COLUMNS_DEFAULT;
    }

    boolean debugging() {
        return environment.getOrDefault("EVENKEEL_DEBUG", "").equals("1");
    }

    /** JDK 17 writes in the platform's encoding only where it is told to. */
    private static Charset platformCharset() {
        String name = System.getProperty("sun.jnu.encoding", "UTF-8");
        return Charset.isSupported(name) ? Charset.forName(name) : StandardCharsets.UTF_8;
    }
}
