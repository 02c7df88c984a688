package dev.evenkeel.e2e.deploy;

import dev.evenkeel.e2e.real.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The Helm chart, handled by Helm itself. */
public final class Chart {
    /** Of releases that tests render. */
    public static final String RELEASE = "evenkeel";

    /** Where those would be installed. */
    public static final String NAMESPACE = "evenkeel";

    static final Path FOLDER = Checkout.DEPLOY.resolve("chart");

    /** A Helm that was built from its module says v1.20 for itself where it asks no server. */
    private static final String KUBERNETES = "v1.31.0";

    private static final Duration LIMIT = Duration.ofSeconds(120);

    private Chart() {}

    /** The committed values by name: {@code default}, {@code minimal}, {@code full} and others. */
    static List<String> values() {
        try (Stream<Path> files = Files.list(FOLDER.resolve("ci"))) {
            return files.map(file -> file.getFileName().toString().replace("-values.yaml", ""))
                    .sorted()
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    static Path valuesFile(String name) {
        return FOLDER.resolve("ci").resolve(name + "-values.yaml");
    }

    /** What the chart makes of committed values and further {@code --set} arguments. */
    public static Rendered rendered(String values, String... sets) {
        return Rendered.of(template(values, sets).wanted());
    }

    static Program.Ended template(String values, String... sets) {
        List<String> arguments = new ArrayList<>(List.of(
                "template",
                RELEASE,
                FOLDER.toString(),
                "--namespace=" + NAMESPACE,
                "--kube-version=" + KUBERNETES,
                "--values=" + valuesFile(values)));
        Stream.of(sets).map(set -> "--set=" + set).forEach(arguments::add);
        return helm(Map.of(), arguments);
    }

    static Program.Ended lint(String values) {
        return helm(
                Map.of(),
                List.of(
                        "lint",
                        FOLDER.toString(),
                        "--strict",
                        "--namespace=" + NAMESPACE,
                        "--kube-version=" + KUBERNETES,
                        "--values=" + valuesFile(values)));
    }

    /** Helm with these arguments. */
    public static Program.Ended helm(Map<String, String> environment, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(program()));
        command.addAll(arguments);
        return Program.run(Checkout.folder("helm"), environment, LIMIT, command);
    }

    private static String program() {
        String named = System.getenv("EVENKEEL_HELM");
        if (named == null || !Files.isExecutable(Path.of(named))) {
            throw new AssertionError("Helm is needed: run this by ./evenkeel test --all, or let EVENKEEL_HELM name"
                    + " the program; it is '" + named + "'");
        }
        return named;
    }
}
