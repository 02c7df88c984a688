package dev.evenkeel.e2e.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The checkout that the tests belong to. */
final class Checkout {
    static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();
    static final Path DEPLOY = ROOT.resolve("deploy");
    static final YAMLMapper YAML = new YAMLMapper();

    private Checkout() {}

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    static JsonNode yaml(Path file) {
        return yaml(text(file));
    }

    static JsonNode yaml(String text) {
        try {
            return YAML.readTree(text);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** What the poms say. */
    static String version() {
        String pom = text(ROOT.resolve("pom.xml"));
        int from = pom.indexOf("<version>", pom.indexOf("<artifactId>evenkeel</artifactId>")) + "<version>".length();
        return pom.substring(from, pom.indexOf('<', from));
    }

    /** A folder of the tests' own under {@code target}. */
    static Path folder(String name) {
        try {
            return Files.createDirectories(Path.of("target", "deploy", name).toAbsolutePath());
        } catch (IOException unable) {
            throw new UncheckedIOException(unable);
        }
    }
}
