package dev.evenkeel.contract;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Pattern;

/**
 * A value as a problem may show it: short, without control characters (it is printed on terminals) and unpaired
 * surrogates (no JSON can be written with them), and not at all where it looks like an address with a credential.
 */
final class ShownValue {
    static final String HIDDEN = "(not shown)";

    private static final int LENGTH_MAX = RequestProblem.VALUE_LENGTH_MAX - 10;
    private static final int NUMBER_BITS_MAX = 512;
    private static final Pattern ADDRESS = Pattern.compile("(?s).*(://|\\S:\\S*@).*");

    private ShownValue() {}

    static String of(JsonNode node) {
        if (node == null || node.isMissingNode() || node.isNull()) {
            return "nothing";
        }
        if (node.isObject()) {
            return "an object with " + counted(node.size(), "field");
        }
        if (node.isArray()) {
            return "a list of " + counted(node.size(), "element");
        }
        if (node.isTextual()) {
            return of(node.textValue());
        }
        if (node.isBigInteger() && node.bigIntegerValue().bitLength() > NUMBER_BITS_MAX) {
            return "a very long number";
        }
        return node.isNumber() || node.isBoolean() ? plain(node.asText(), LENGTH_MAX) : "something that is not JSON";
    }

    static String of(String text) {
        return ADDRESS.matcher(text.substring(0, Math.min(text.length(), 2 * LENGTH_MAX)))
                        .matches()
                ? HIDDEN
                : '"' + plain(text, LENGTH_MAX) + '"';
    }

    /** The text, cut between characters, with what cannot be shown replaced. */
    static String plain(String text, int lengthMax) {
        StringBuilder shown = new StringBuilder();
        int at = 0;
        while (at < text.length() && shown.length() < lengthMax) {
            int character = text.codePointAt(at);
            shown.appendCodePoint(showable(character) ? character : '\uFFFD');
            at += Character.charCount(character);
        }
        return at < text.length() ? shown.append('…').toString() : shown.toString();
    }

    static boolean showable(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.SURROGATE, Character.FORMAT -> false;
            default -> true;
        };
    }

    private static String counted(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }
}
