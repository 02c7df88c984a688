package dev.evenkeel.kubernetes;

import java.util.List;
import java.util.Optional;

/**
 * One write of an adoption: a JSON merge patch (RFC 7386) on one object.
 *
 * @param stage what it is for
 * @param kind kind of the object, as in manifests
 * @param name its name
 * @param changes the same as a difference, for people
 * @param patch the patch; empty for one that holds what only an earlier step brings about
 */
public record AdoptionStep(Stage stage, String kind, String name, List<Change> changes, Optional<String> patch) {
    public AdoptionStep {
        changes = List.copyOf(changes);
    }

    /** What a write is for. */
    public enum Stage {
        /** The label of a running pod. */
        POD_LABEL("the running pods' label"),
        /** The label in the pod template, with the StatefulSet told to restart nobody for it. */
        TEMPLATE("the pod template, while the StatefulSet is told to restart no pod for it (OnDelete)"),
        /** A running pod's revision: it differs from the new template in nothing, and is to be taken as made from it. */
        POD_REVISION(
                "the running pods are what the new template makes: they get its revision, so that none is restarted"),
        /** The StatefulSet's own way to update, again. */
        STRATEGY("the StatefulSet's own update strategy again"),
        /** What a Service selects by. */
        SELECTOR("the Services' selectors");

        private final String words;

        Stage(String words) {
            this.words = words;
        }

        /** The same for people. */
        public String words() {
            return words;
        }
    }

    /**
     * @param path the field, as {@code kubectl explain} writes it, with keys that hold dots in brackets
     * @param before its value; empty where there is none
     * @param after its value afterwards; empty where it goes
     */
    public record Change(String path, Optional<String> before, Optional<String> after) {}

    /** {@code kind/name}, as kubectl takes it. */
    public String target() {
        return kind.toLowerCase(java.util.Locale.ROOT) + "/" + name;
    }
}
