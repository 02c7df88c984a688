package dev.evenkeel.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The types of the start bodies' fields: what each accepts, and in EMQX's words why not. */
enum Field {
    POSITIVE_INTEGER {
        @Override
        Object read(JsonNode value) {
            return number(value)
                    .filter(text -> text.matches("\\d{1,18}"))
                    .map(Long::parseLong)
                    .filter(count -> count > 0)
                    .orElseThrow(() -> Rejection.expected("pos_integer()"));
        }
    },
    RATIO {
        @Override
        Object read(JsonNode value) {
            double ratio = number(value)
                    .filter(text -> text.matches("-?\\d+(\\.\\d+)?([eE][-+]?\\d+)?"))
                    .map(Double::parseDouble)
                    .orElseThrow(() -> Rejection.expected("number()"));
            if (ratio <= 1.0) {
                throw Rejection.because("returned_false");
            }
            return ratio;
        }
    },
    SECONDS {
        @Override
        Object read(JsonNode value) {
            return duration(value, 1000, "emqx_schema:timeout_duration_s()");
        }
    },
    MILLISECONDS {
        @Override
        Object read(JsonNode value) {
            return duration(value, 1, "emqx_schema:timeout_duration_ms()");
        }
    },
    NODES {
        @Override
        Object read(JsonNode value) {
            if (value.isTextual()) {
                throw Rejection.because("Unable to parse Erlang term");
            }
            List<String> names = names(value).orElseThrow(() -> Rejection.expected("[binary()]"));
            if (names.isEmpty()) {
                throw Rejection.because("returned_false");
            }
            return names;
        }
    },
    MIGRATE_TO {
        @Override
        Object read(JsonNode value) {
            return names(value)
                    .filter(names -> !names.isEmpty())
                    .orElseThrow(() -> Rejection.expected("[binary(),...]"));
        }
    },
    TEXT {
        @Override
        Object read(JsonNode value) {
            if (!value.isTextual()) {
                throw Rejection.expected("string()");
            }
            return value.asText();
        }
    };

    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)?");
    private static final long LONGEST_SECONDS = 4_294_967;

    abstract Object read(JsonNode value);

    private static Optional<String> number(JsonNode value) {
        return value.isNumber() || value.isTextual() ? Optional.of(value.asText()) : Optional.empty();
    }

    private static Duration duration(JsonNode value, long millisPerUnit, String type) {
        if (value.isTextual()) {
            return duration(value.asText(), millisPerUnit);
        }
        if (!value.isIntegralNumber()
                || value.asLong() < 0
                || value.asLong() * millisPerUnit > LONGEST_SECONDS * 1000) {
            throw Rejection.expected(type);
        }
        return Duration.ofMillis(value.asLong() * millisPerUnit);
    }

    private static Duration duration(String text, long millisPerUnit) {
        Matcher parts = DURATION.matcher(text);
        if (!parts.matches()) {
            throw Rejection.because("Not a valid duration");
        }
        long amount = Long.parseLong(parts.group(1));
        String unit = parts.group(2) == null ? "" : parts.group(2);
        return switch (unit) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            case "d" -> Duration.ofDays(amount);
            default -> Duration.ofMillis(amount * millisPerUnit);
        };
    }

    private static Optional<List<String>> names(JsonNode value) {
        if (!value.isArray()) {
            return Optional.empty();
        }
        List<String> names = new ArrayList<>();
        for (JsonNode name : value) {
            if (!name.isTextual()) {
                return Optional.empty();
            }
            names.add(name.asText());
        }
        return Optional.of(names);
    }

    /** Why a value is refused: a word, or the type that was expected. */
    static final class Rejection extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final boolean type;

        private Rejection(String reason, boolean type) {
            super(reason, null, false, false);
            this.type = type;
        }

        static Rejection because(String reason) {
            return new Rejection(reason, false);
        }

        static Rejection expected(String type) {
            return new Rejection(type, true);
        }

        boolean namesType() {
            return type;
        }
    }
}
