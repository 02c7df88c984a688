package dev.evenkeel.contract;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What to say to a field name that nobody knows. */
final class FieldNames {
    /** Longer names are junk and not compared. */
    private static final int COMPARED_LENGTH_MAX = 40;

    /** Two slips of the finger. */
    private static final int SLIPS_MAX = 2;

    private static final Set<String> SENSITIVE_WORDS = Set.of(
            "address",
            "addr",
            "auth",
            "authorization",
            "bearer",
            "ca",
            "cert",
            "certificate",
            "cookie",
            "endpoint",
            "env",
            "file",
            "header",
            "headers",
            "host",
            "hosts",
            "key",
            "login",
            "pass",
            "path",
            "port",
            "pwd",
            "server",
            "tls",
            "uri",
            "user");
    private static final Set<String> SENSITIVE_PARTS =
            Set.of("url", "secret", "password", "passwd", "username", "apikey", "token", "credential", "hostname");

    private FieldNames() {}

    /** Whether the name speaks of an address or a credential. */
    static boolean sensitive(String name) {
        String start = name.substring(0, Math.min(name.length(), COMPARED_LENGTH_MAX));
        String plain = plain(start);
        for (String word : start.split("(?<=[a-z0-9])(?=[A-Z])|[^A-Za-z0-9]+")) {
            if (SENSITIVE_WORDS.contains(word.toLowerCase(Locale.ROOT))) {
                return true;
            }
        }
        return SENSITIVE_PARTS.stream().anyMatch(plain::contains);
    }

    /**
     * What would be right instead.
     *
     * @param known names that belong where the name stands
     * @param elsewhere where the others belong
     * @param others names that belong there
     */
    static String advice(String name, Collection<String> known, String elsewhere, Collection<String> others) {
        if (name.length() > COMPARED_LENGTH_MAX) {
            return knownHere(known);
        }
        Optional<String> spelledOtherwise = nearest(name, known, 0);
        if (spelledOtherwise.isPresent()) {
            return "here it is called " + spelledOtherwise.get();
        }
        Optional<String> misplaced = nearest(name, others, 0);
        if (misplaced.isPresent()) {
            return misplaced.get() + " belongs into " + elsewhere;
        }
        if (sensitive(name)) {
            return "addresses and credentials are bound by the worker's settings; name a 'connection'";
        }
        return nearest(name, known, SLIPS_MAX)
                .map(near -> "did you mean " + near + "?")
                .or(() -> nearest(name, others, SLIPS_MAX)
                        .map(near -> "did you mean " + near + "? It belongs into " + elsewhere))
                .orElseGet(() -> knownHere(known));
    }

    private static String knownHere(Collection<String> known) {
        return "known here: " + String.join(", ", known);
    }

    private static Optional<String> nearest(String name, Collection<String> names, int slipsMax) {
        String plain = plain(name);
        return names.stream()
                .min(Comparator.comparingInt(candidate -> slips(plain, plain(candidate))))
                .filter(candidate -> slips(plain, plain(candidate)) <= slipsMax);
    }

    /** Without what separates words: {@code conn_evict_rate} and {@code ConnEvictRate} are the same. */
    private static String plain(String name) {
        return name.replaceAll("[^A-Za-z0-9]", "").toLowerCase(Locale.ROOT);
    }

    /** Levenshtein's distance: letters added, dropped or replaced. */
    private static int slips(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int column = 0; column <= other.length(); column++) {
            row[column] = column;
        }
        for (int line = 1; line <= one.length(); line++) {
            int diagonal = row[0];
            row[0] = line;
            for (int column = 1; column <= other.length(); column++) {
                int replaced = diagonal + (one.charAt(line - 1) == other.charAt(column - 1) ? 0 : 1);
                diagonal = row[column];
                row[column] = Math.min(replaced, 1 + Math.min(diagonal, row[column - 1]));
            }
        }
        return row[other.length()];
    }
}
