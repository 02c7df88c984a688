package dev.evenkeel.worker;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Settings as they are in effect, one {@code key=value} each, as one would write them, with keys of APIs masked. */
final class Shown {
    private static final String MASK = "***";

    private Shown() {}

    static List<String> of(EvenkeelSettings settings) {
        List<String> lines = new ArrayList<>();
        add(EvenkeelSettings.PREFIX, settings, lines);
        return lines;
    }

    /** {@code 250ms}, {@code 4s}. */
    static String of(Duration duration) {
        return duration.toMillis() % 1_000 == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
    }

    private static void add(String key, Object value, List<String> lines) {
        if (value instanceof Record values) {
            for (RecordComponent component : values.getClass().getRecordComponents()) {
                add(key + "." + kebab(component.getName()), valueOf(component, values), lines);
            }
        } else if (value instanceof Map<?, ?> values) {
            values.forEach((name, each) -> add(key + "." + name, each, lines));
        } else if (value instanceof Optional<?> optional) {
            optional.ifPresent(present -> add(key, present, lines));
        } else {
            lines.add(key + "=" + (key.endsWith(".api-key") ? MASK : text(value)));
        }
    }

    private static String text(Object value) {
        if (value instanceof Duration duration) {
            return of(duration);
        }
        if (value instanceof List<?> list) {
            return String.join(",", list.stream().map(Shown::text).toList());
        }
        return value instanceof Enum<?> constant ? constant.name().toLowerCase(Locale.ROOT) : String.valueOf(value);
    }

    private static String kebab(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    private static Object valueOf(RecordComponent component, Record values) {
        try {
            return component.getAccessor().invoke(values);
        } catch (ReflectiveOperationException hidden) {
            throw new IllegalStateException("records of settings are readable in their own package", hidden);
        }
    }
}
