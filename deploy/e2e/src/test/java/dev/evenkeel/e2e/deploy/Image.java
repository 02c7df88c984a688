package dev.evenkeel.e2e.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenkeel.e2e.real.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The image that {@code ./evenkeel image} made, unpacked as a container runtime would.
 *
 * @param root its files
 * @param config its configuration, as in the tarball
 */
record Image(Path root, JsonNode config) {
    private static final Duration LIMIT = Duration.ofSeconds(120);

    private static final class Unpacked {
        private static final Image INSTANCE = unpack(tarball(), Checkout.folder("image"));
    }

    /** The one of this JVM. */
    static Image unpacked() {
        return Unpacked.INSTANCE;
    }

    private static Path tarball() {
        String named = System.getenv("EVENKEEL_IMAGE");
        if (named == null || !Files.isReadable(Path.of(named))) {
            throw new AssertionError(
                    "the image is needed: run this by ./evenkeel test --all, or let EVENKEEL_IMAGE name"
                            + " the tarball that ./evenkeel image makes; it is '" + named + "'");
        }
        return Path.of(named);
    }

    private static Image unpack(Path tarball, Path folder) {
        Path root = folder.resolve("root");
        run(folder, "rm", "-rf", root.toString(), folder.resolve("tarball").toString());
        run(folder, "mkdir", root.toString(), folder.resolve("tarball").toString());
        run(
                folder,
                "tar",
                "-xf",
                tarball.toString(),
                "-C",
                folder.resolve("tarball").toString());
        JsonNode manifest = Checkout.yaml(folder.resolve("tarball").resolve("manifest.json"))
                .get(0);
        for (JsonNode layer : manifest.get("Layers")) {
            run(
                    folder,
                    "tar",
                    "--warning=no-unknown-keyword",
                    "--no-same-owner",
                    "-xzf",
                    folder.resolve("tarball").resolve(layer.asText()).toString(),
                    "-C",
                    root.toString());
        }
        return new Image(
                root,
                Checkout.yaml(
                        folder.resolve("tarball").resolve(manifest.get("Config").asText())));
    }

    private static void run(Path folder, String... command) {
        Program.run(folder, Map.of(), LIMIT, List.of(command)).wanted();
    }

    List<String> entrypoint() {
        return texts("Entrypoint");
    }

    /** As {@code name=value}. */
    List<String> environment() {
        return texts("Env");
    }

    String workingDirectory() {
        return config.at("/config/WorkingDir").asText();
    }

    String user() {
        return config.at("/config/User").asText();
    }

    private List<String> texts(String what) {
        return config.at("/config/" + what).valueStream().map(JsonNode::asText).toList();
    }
}
