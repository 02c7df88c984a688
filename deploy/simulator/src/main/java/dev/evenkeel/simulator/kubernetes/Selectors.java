package dev.evenkeel.simulator.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Label and field selectors of lists and watches. */
final class Selectors {
    private static final Pattern SET = Pattern.compile("\\s*([^\\s!=,()]+)\\s+(in|notin)\\s*\\(([^)]*)\\)\\s*");
    private static final Pattern EQUALITY = Pattern.compile("\\s*([^\\s!=,()]+)\\s*(!=|==|=)\\s*([^,]*?)\\s*");

    private Selectors() {}

    /** Which objects match {@code a=b,c!=d,e in (f,g),!h}; the empty selector matches all. */
    static Predicate<JsonNode> labels(String selector) {
        Predicate<JsonNode> all = object -> true;
        for (String part : selector.split(",(?![^(]*\\))")) {
            all = part.isBlank() ? all : all.and(label(part.trim()));
        }
        return all;
    }

    /** Which objects match {@code metadata.name=x,status.phase!=y}. */
    static Predicate<JsonNode> fields(String selector) {
        Predicate<JsonNode> all = object -> true;
        for (String part : selector.split(",")) {
            if (!part.isBlank()) {
                Matcher matcher = matched(EQUALITY, part);
                String pointer = "/" + matcher.group(1).replace('.', '/');
                boolean equal = !matcher.group(2).equals("!=");
                all = all.and(object -> object.at(pointer).asText().equals(matcher.group(3)) == equal);
            }
        }
        return all;
    }

    /** A Service's selector: all of these labels. */
    static Predicate<JsonNode> matchLabels(JsonNode wanted) {
        return object -> wanted.properties().stream()
                .allMatch(label -> labelOf(object, label.getKey()).equals(label.getValue()));
    }

    private static Predicate<JsonNode> label(String part) {
        Matcher set = SET.matcher(part);
        if (set.matches()) {
            List<String> values =
                    Arrays.stream(set.group(3).split(",")).map(String::trim).toList();
            boolean in = set.group(2).equals("in");
            return object -> has(object, set.group(1))
                            && values.contains(labelOf(object, set.group(1)).asText())
                    ? in
                    : !in;
        }
        if (part.startsWith("!")) {
            return object -> !has(object, part.substring(1).trim());
        }
        if (!part.contains("=")) {
            return object -> has(object, part);
        }
        Matcher equality = matched(EQUALITY, part);
        boolean equal = !equality.group(2).equals("!=");
        return object -> (has(object, equality.group(1))
                        && labelOf(object, equality.group(1)).asText().equals(equality.group(3)))
                == equal;
    }

    private static Matcher matched(Pattern pattern, String part) {
        Matcher matcher = pattern.matcher(part);
        if (!matcher.matches()) {
            throw ApiError.badRequest("unable to parse requirement: " + part);
        }
        return matcher;
    }

    private static boolean has(JsonNode object, String label) {
        return !labelOf(object, label).isMissingNode();
    }

    private static JsonNode labelOf(JsonNode object, String label) {
        return object.path("metadata").path("labels").path(label);
    }
}
