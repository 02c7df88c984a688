package dev.evenkeel.contract;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** One object of a request, whose fields are read by type; what does not fit becomes a problem and reads as absent. */
final class RequestFields {
    private static final int NAME_LENGTH_MAX = 60;
    private static final Pattern INTEGER = Pattern.compile("[+-]?\\d{1,18}");
    private static final Pattern PERCENT = Pattern.compile("([1-9]\\d?|100)%");
    private static final Pattern DECIMAL = Pattern.compile("[+-]?\\d{1,18}(\\.\\d{1,18})?([eE][+-]?\\d{1,3})?");

    /** Doubles count every integer up to here. */
    private static final double EXACT_MAX = 1L << 53;

    private final String path;
    private final JsonNode node;
    private final RequestProblems problems;

    /** @param path where this object stands; empty at the top */
    RequestFields(String path, JsonNode node, RequestProblems problems) {
        this.path = path;
        this.node = node;
        this.problems = problems;
    }

    /** Whether the field is given; {@code null} is not. */
    boolean has(String name) {
        return node.hasNonNull(name);
    }

    /** Whether the field holds neither an object nor a list. */
    boolean plain(String name) {
        return has(name) && node.get(name).isValueNode();
    }

    String shown(String name) {
        return ShownValue.of(node.get(name));
    }

    void refuse(String name, String value, String expected) {
        problems.add(path(name), value, expected);
    }

    /**
     * Refuses fields that nobody knows.
     *
     * @param known the names that belong here
     * @param elsewhere where the others belong
     * @param others names that belong there
     */
    void refuseUnknown(Collection<String> known, String elsewhere, Collection<String> others) {
        for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (known.contains(name)) {
                continue;
            }
            if (problems.full()) {
                problems.add("", "", "");
            } else {
                boolean sensitive = FieldNames.sensitive(name);
                refuse(
                        name,
                        sensitive ? ShownValue.HIDDEN : "an unknown field",
                        FieldNames.advice(name, known, elsewhere, others));
            }
        }
    }

    Optional<RequestFields> object(String name) {
        return given(name).flatMap(value -> {
            if (value.isObject()) {
                return Optional.of(new RequestFields(path(name), value, problems));
            }
            return refused(name, "an object is expected");
        });
    }

    Optional<Integer> integer(String name, long min, long max) {
        return given(name)
                .flatMap(value -> wholeNumber(value)
                        .filter(number -> number >= min && number <= max)
                        .map(Long::intValue)
                        .or(() -> refused(name, "a whole number from " + min + " to " + max)));
    }

    /** A count from 1, or a percentage from 1% to 100%: Kubernetes' way to say how many; as text. */
    Optional<String> countOrPercent(String name) {
        return given(name)
                .flatMap(value -> countOrPercent(value)
                        .or(() -> refused(name, "a count from 1, or a percentage from \"1%\" to \"100%\"")));
    }

    private static Optional<String> countOrPercent(JsonNode value) {
        String text = value.isTextual() ? value.textValue().strip() : "";
        if (PERCENT.matcher(text).matches()) {
            return Optional.of(text);
        }
        return wholeNumber(value)
                .filter(count -> count >= 1 && count <= Integer.MAX_VALUE)
                .map(String::valueOf);
    }

    Optional<Double> factorAboveOne(String name) {
        return given(name)
                .flatMap(value -> decimal(value)
                        .filter(number -> number > 1.0 && Double.isFinite(number))
                        .or(() -> refused(name, "a number greater than 1.0, such as 1.1")));
    }

    Optional<Double> percent(String name) {
        return given(name)
                .flatMap(value -> decimal(value)
                        .filter(number -> number > 0 && number <= 100)
                        .or(() -> refused(name, "a number above 0 and up to 100, such as 0.5")));
    }

    Optional<Duration> duration(String name, Duration min, Duration max) {
        return given(name)
                .flatMap(value -> wholeNumber(value)
                        .map(Duration::ofSeconds)
                        .or(() -> value.isTextual() ? DurationText.parse(value.textValue()) : Optional.empty())
                        .filter(length ->
                                length.getNano() == 0 && length.compareTo(min) >= 0 && length.compareTo(max) <= 0)
                        .or(() -> refused(
                                name,
                                "whole seconds from " + min.toSeconds() + " to " + max.toSeconds() + ", given as "
                                        + DurationText.FORMS)));
    }

    Optional<Boolean> bool(String name) {
        return given(name)
                .flatMap(value -> switch (value.isTextual() ? value.textValue().strip() : value.asText()) {
                    case "true" -> Optional.of(true);
                    case "false" -> Optional.of(false);
                    default -> refused(name, "true or false");
                });
    }

    Optional<String> text(String name, Pattern pattern, String expected) {
        return given(name)
                .flatMap(value -> Optional.of(value)
                        .filter(JsonNode::isTextual)
                        .map(text -> text.textValue().strip())
                        .filter(text -> pattern.matcher(text).matches())
                        .or(() -> refused(name, expected)));
    }

    /** One of these words, in any case; the word as it stands in the list. */
    Optional<String> oneOf(String name, List<String> words) {
        return given(name)
                .flatMap(value -> words.stream()
                        .filter(word -> value.isTextual()
                                && word.equalsIgnoreCase(value.textValue().strip()))
                        .findFirst()
                        .or(() -> refused(name, "one of " + String.join(", ", words))));
    }

    /** Free text; blank is absent. */
    Optional<String> prose(String name, int lengthMax) {
        Optional<String> text = given(name)
                .flatMap(value -> Optional.of(value)
                        .filter(JsonNode::isTextual)
                        .map(JsonNode::textValue)
                        .map(String::strip)
                        .filter(words -> words.length() <= lengthMax
                                && words.codePoints().allMatch(RequestFields::readable))
                        .or(() -> refused(
                                name, "text of at most " + lengthMax + " characters, without control characters")));
        return text.filter(words -> !words.isEmpty());
    }

    /** A list without repetitions; absent and empty are the same. */
    List<String> distinctTexts(String name, int countMax, Pattern pattern, String expected) {
        Optional<JsonNode> list = given(name)
                .flatMap(value -> value.isArray() && value.size() <= countMax
                        ? Optional.of(value)
                        : refused(name, "a list of at most " + countMax + " " + expected));
        Set<String> texts = new LinkedHashSet<>();
        list.ifPresent(elements -> {
            for (int index = 0; index < elements.size(); index++) {
                JsonNode element = elements.get(index);
                String text = element.isTextual() ? element.textValue().strip() : "";
                if (!pattern.matcher(text).matches()) {
                    refuse(name + "[" + index + "]", ShownValue.of(element), expected);
                } else if (!texts.add(text)) {
                    refuse(name + "[" + index + "]", ShownValue.of(element), "each only once");
                }
            }
        });
        return List.copyOf(texts);
    }

    /**
     * A list of objects; what is no object is a problem, and left out.
     *
     * @param known their fields, for whoever gives something else
     * @param forms how else they may be given
     * @param spelledOut makes objects of those
     */
    List<RequestFields> objects(
            String name, int countMax, Collection<String> known, String forms, UnaryOperator<JsonNode> spelledOut) {
        String fields = String.join(", ", known);
        String expected = "a list of at most " + countMax + " objects with " + fields;
        Optional<JsonNode> list = given(name)
                .flatMap(value ->
                        value.isArray() && value.size() <= countMax ? Optional.of(value) : refused(name, expected));
        List<RequestFields> objects = new ArrayList<>();
        list.ifPresent(elements -> {
            for (int index = 0; index < elements.size(); index++) {
                JsonNode element = spelledOut.apply(elements.get(index));
                String place = name + "[" + index + "]";
                if (element.isObject()) {
                    objects.add(new RequestFields(path(place), element, problems));
                } else {
                    refuse(place, ShownValue.of(element), "an object with " + fields + ", or " + forms);
                }
            }
        });
        return objects;
    }

    private Optional<JsonNode> given(String name) {
        return has(name) ? Optional.of(node.get(name)) : Optional.empty();
    }

    private <T> Optional<T> refused(String name, String expected) {
        refuse(name, shown(name), expected);
        return Optional.empty();
    }

    private String path(String name) {
        String last = ShownValue.plain(name, NAME_LENGTH_MAX);
        return path.isEmpty() ? last : path + "." + last;
    }

    private static boolean readable(int character) {
        return ShownValue.showable(character) || character == '\n' || character == '\t' || character == '\r';
    }

    private static Optional<Long> wholeNumber(JsonNode value) {
        if (value.isTextual()) {
            String text = value.textValue().strip();
            return INTEGER.matcher(text).matches() ? Optional.of(Long.parseLong(text)) : Optional.empty();
        }
        if (value.isIntegralNumber()) {
            return value.canConvertToLong() ? Optional.of(value.longValue()) : Optional.empty();
        }
        double number = value.isNumber() ? value.doubleValue() : Double.NaN;
        return number == Math.rint(number) && Math.abs(number) <= EXACT_MAX
                ? Optional.of((long) number)
                : Optional.empty();
    }

    private static Optional<Double> decimal(JsonNode value) {
        if (value.isTextual()) {
            String text = value.textValue().strip();
            return DECIMAL.matcher(text).matches() ? Optional.of(Double.parseDouble(text)) : Optional.empty();
        }
        return value.isNumber() ? Optional.of(value.doubleValue()) : Optional.empty();
    }
}
