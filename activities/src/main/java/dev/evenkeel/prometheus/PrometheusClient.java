package dev.evenkeel.prometheus;

/** Asks a Prometheus. */
public interface PrometheusClient {
    /** Asks one instant query. Whatever goes wrong is an answer too. */
    Answer ask(String query);

    /**
     * What came of a query.
     *
     * @param kind what it is
     * @param words the first sample with its labels, or what is wrong, at most {@value #WORDS_MAX} characters
     */
    record Answer(Kind kind, String words) {
        /** More does not fit into a note that somebody reads. */
        public static final int WORDS_MAX = 200;

        public Answer {
            words = words.length() > WORDS_MAX ? words.substring(0, WORDS_MAX - 1) + "…" : words;
        }
    }

    /** Kinds of answers. */
    enum Kind {
        /** An instant vector with at least one sample. */
        SAMPLES,
        /** An instant vector without any. */
        NO_SAMPLES,
        /** The query is refused, or answers with something else than an instant vector. */
        UNUSABLE,
        /** Nothing, or nothing that could be read. */
        SILENT
    }
}
