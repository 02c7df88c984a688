package dev.evenkeel.cli;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A request in a file or on standard input, YAML or JSON. Complaints tell the place and never quote the content: a file
 * given by mistake may hold secrets.
 */
final class RequestFile {
    /** A manifest has some hundred bytes. */
    private static final int BYTES_MAX = 1 << 20;

    private static final String ONE = "one request or one Rebalance manifest is expected";

    private final String name;

    private RequestFile(String name) {
        this.name = name;
    }

    /**
     * Reads it.
     *
     * @param name a path, or {@code -} for standard input
     * @throws RequestRejection if it is not one document
     */
    static JsonNode read(String name, InputStream standardInput) {
        RequestFile file = new RequestFile(name.equals("-") ? "standard input" : name);
        return file.parsed(file.text(name, standardInput));
    }

    private String text(String path, InputStream standardInput) {
        try (InputStream content = path.equals("-") ? standardInput : Files.newInputStream(Path.of(path))) {
            byte[] bytes = content.readNBytes(BYTES_MAX + 1);
            if (bytes.length > BYTES_MAX) {
                throw rejected("more than 1 MiB", ONE);
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (NoSuchFileException missing) {
            throw rejected("nothing", "there is no such file");
        } catch (IOException | InvalidPathException unreadable) {
            throw rejected(
                    "nothing readable",
                    "it cannot be read: " + unreadable.getClass().getSimpleName());
        }
    }

    private JsonNode parsed(String text) {
        ObjectMapper mapper = text.stripLeading().startsWith("{")
                ? JsonMapper.builder()
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .build()
                : new YAMLMapper(YAMLFactory.builder()
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .build());
        try (JsonParser parser = mapper.createParser(text)) {
            JsonNode only = null;
            while (parser.nextToken() != null) {
                JsonNode document = mapper.readTree(parser);
                // A comment before the first '---' is an empty document to the parser.
                boolean empty = document == null || document.isNull() || document.isMissingNode();
                if (!empty && only != null) {
                    throw rejected("several documents", ONE);
                }
                only = empty ? only : document;
            }
            if (only == null) {
                throw rejected("an empty document", ONE);
            }
            return only;
        } catch (JsonProcessingException broken) {
            throw rejected(where(broken.getLocation()), what(broken));
        } catch (RequestRejection ours) {
            throw ours;
        } catch (IOException | RuntimeException broken) {
            // Beside Jackson's own exceptions snakeyaml throws its unchecked ones.
            throw rejected("text", "it is neither YAML nor JSON");
        }
    }

    private static String where(JsonLocation place) {
        return place == null ? "text" : "text at line " + place.getLineNr() + ", column " + place.getColumnNr();
    }

    private static String what(JsonProcessingException broken) {
        String message = String.valueOf(broken.getOriginalMessage());
        return message.startsWith("Duplicate field")
                ? "a field is given twice there"
                : "it is neither YAML nor JSON there";
    }

    private RequestRejection rejected(String value, String expected) {
        return new RequestRejection(name, value, expected);
    }
}
