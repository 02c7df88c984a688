package dev.evenkeel.e2e.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.StreamSupport;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/**
 * What the Dockerfile says. No engine builds it here: that it names what exists, runs no shell, and ends in the same
 * process as the image that Jib makes.
 */
final class DockerfileTest {
    private final List<String> lines = Checkout.text(Checkout.DEPLOY.resolve("Dockerfile"))
            .lines()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .toList();

    @Test
    void everyBaseIsPinnedToAVersion() {
        assertThat(all("FROM"))
                .hasSize(2)
                .allSatisfy(from -> assertThat(from.split(" ")[0])
                        .matches("[a-z/-]+:.*[0-9].*")
                        .doesNotContain("latest"));
    }

    @Test
    void whatItCopiesIsThere() {
        List<String> own = all("COPY").stream()
                .filter(copy -> !copy.startsWith("--from"))
                .map(copy -> copy.split(" ")[0])
                .toList();

        assertThat(own)
                .isNotEmpty()
                .allSatisfy(path -> assertThat(Files.exists(Checkout.ROOT.resolve(path)))
                        .as(path)
                        .isTrue());
        // Maven wants every module that the parent names.
        for (String module : texts(pom("pom.xml"), "module")) {
            assertThat(own).anySatisfy(path -> assertThat(path).isIn(module, module + "/pom.xml"));
        }
    }

    @Test
    void runsProgramsAndNoShell() {
        for (String run : all("RUN")) {
            assertThat(run.replaceFirst("^--mount=\\S+ ", "")).startsWith("[").endsWith("]");
        }
        assertThat(all("ENTRYPOINT")).singleElement().asString().startsWith("[");
        assertThat(all("CMD")).isEmpty();
    }

    @Test
    void extractsTheJarThatTheBuildMakes() {
        List<String> extract = all("RUN").stream()
                .map(run -> words(run.replaceFirst("^--mount=\\S+ ", "")))
                .filter(run -> run.contains("extract"))
                .findFirst()
                .orElseThrow();

        assertThat(extract)
                .contains("-Djarmode=tools", "--layers")
                .contains("worker/target/evenkeel-worker-" + Checkout.version() + "-exec.jar");
        assertThat(texts(pom("worker/pom.xml"), "classifier")).containsExactly("exec");
    }

    /** Worker and janitor, started from either image, are the same. */
    @Test
    void endsInTheSameProcessAsTheOtherImage() {
        Document worker = pom("worker/pom.xml");
        List<String> entrypoint = new ArrayList<>(texts(worker, "arg"));

        assertThat(words(all("ENTRYPOINT").get(0))).isEqualTo(entrypoint);
        assertThat(all("USER")).isEqualTo(texts(worker, "user"));
        assertThat(all("WORKDIR"))
                .last()
                .isEqualTo(texts(worker, "workingDirectory").get(0));
        assertThat(all("EXPOSE")).isEqualTo(texts(worker, "port"));
        assertThat(all("ENV")).singleElement().asString().contains("CLASSPATH=/app/evenkeel.jar");
        assertThat(texts(worker, "CLASSPATH")).containsExactly("/app/classpath/*:/app/libs/*");
    }

    private List<String> all(String instruction) {
        return lines.stream()
                .filter(line -> line.startsWith(instruction + " "))
                .map(line -> line.substring(instruction.length() + 1).strip())
                .toList();
    }

    private static List<String> words(String list) {
        return StreamSupport.stream(Checkout.yaml(list).spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private static Document pom(String path) {
        try {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(Checkout.ROOT.resolve(path).toFile());
        } catch (Exception unreadable) {
            throw new IllegalStateException(path, unreadable);
        }
    }

    private static List<String> texts(Document document, String element) {
        NodeList found = document.getElementsByTagName(element);
        String[] texts = new String[found.getLength()];
        Arrays.setAll(texts, index -> found.item(index).getTextContent());
        return List.of(texts);
    }
}
