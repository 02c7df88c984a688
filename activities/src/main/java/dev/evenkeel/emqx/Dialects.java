package dev.evenkeel.emqx;

import java.io.IOException;
import java.util.Optional;

/**
 * Finds out from the servers which dialect each of them speaks: by trying the one that it spoke last, at first 5.x, and
 * the other one where it knows no such API. So a node that is replaced by one of another release is noticed by the
 * first question that it does not understand, and nobody is asked for a version.
 */
final class Dialects {
    private final Dialect v5;
    private final Dialect v4;
    private final EntryPointMemory memory;

    Dialects(Dialect v5, Dialect v4, EntryPointMemory memory) {
        this.v5 = v5;
        this.v4 = v4;
        this.memory = memory;
    }

    /** Empty where the server knows the API in neither. */
    <T> Optional<T> speak(EntryPoint at, Asking<T> asking) throws IOException {
        Dialect usual = memory.dialectAt(at).orElse(v5);
        Optional<T> answer = asking.in(usual);
        if (answer.isPresent()) {
            return answer;
        }
        Dialect other = usual == v5 ? v4 : v5;
        Optional<T> understood = asking.in(other);
        understood.ifPresent(known -> memory.speaks(at, other));
        return understood;
    }

    /** What is asked, in either dialect; empty where the server says that it knows no such API. */
    interface Asking<T> {
        Optional<T> in(Dialect dialect) throws IOException;
    }
}
