package dev.evenkeel.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A condition in a line, as a flag gives it: {@code NAME=QUERY}, or {@code NAME:ACTION=QUERY}. */
final class ConditionText {
    static final String FORMS = "NAME=QUERY or NAME:ACTION=QUERY";

    /** No name has either of these. */
    private static final Pattern LINE = Pattern.compile("(?s)([^:=]{1,200})(?::([^=]{0,200}))?=(.*)");

    private ConditionText() {}

    /** The object that it stands for; whatever is no such line stays as it is. */
    static JsonNode spelledOut(JsonNode element) {
        Matcher line = LINE.matcher(element.isTextual() ? element.textValue() : "");
        if (!line.matches()) {
            return element;
        }
        ObjectNode condition = JsonNodeFactory.instance.objectNode();
        condition.put("name", line.group(1));
        condition.put("action", line.group(2));
        condition.put("query", line.group(3));
        return condition;
    }
}
