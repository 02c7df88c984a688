package dev.evenkeel.emqx;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class EntryPointMemoryTest {
    private static final EntryPoint A = entry("a");
    private static final EntryPoint B = entry("b");
    private static final EntryPoint C = entry("c");

    private final AtomicLong clock = new AtomicLong(-5);
    private final EntryPointMemory memory = new EntryPointMemory(EmqxTimeouts.defaults(), clock::get);

    private static EntryPoint entry(String host) {
        return new EntryPoint(Optional.empty(), Optional.empty(), URI.create("http://" + host + ":18083"));
    }

    private void pass(Duration time) {
        clock.addAndGet(time.toNanos());
    }

    private List<EntryPoint> order() {
        return memory.inOrder(List.of(A, B, C), Optional.empty());
    }

    @Test
    void keepsTheGivenOrderWhileNothingIsKnown() {
        assertThat(order()).containsExactly(A, B, C);
    }

    @Test
    void asksThePreferredThenTheLastThatAnswered() {
        memory.answered(B);
        pass(Duration.ofSeconds(1));
        memory.answered(C);

        assertThat(order()).containsExactly(C, B, A);
        assertThat(memory.inOrder(List.of(A, B, C), Optional.of(A))).containsExactly(A, C, B);
    }

    @Test
    void asksTheSilentLastForATime() {
        memory.silent(A);

        assertThat(order()).containsExactly(B, C, A);
        assertThat(memory.inOrder(List.of(A, B, C), Optional.of(A))).containsExactly(B, C, A);

        pass(Duration.ofSeconds(11));

        assertThat(order()).containsExactly(A, B, C);
    }

    @Test
    void believesANodeNameForATime() {
        memory.runs(A, "emqx@a");

        assertThat(memory.nodeAt(A)).contains("emqx@a");
        assertThat(memory.nodeAt(B)).isEmpty();

        pass(Duration.ofSeconds(61));

        assertThat(memory.nodeAt(A)).isEmpty();
    }

    @Test
    void forgetsWhatHasNotBeenTouchedForLong() {
        for (int i = 0; i < 5_000; i++) {
            memory.answered(entry("h" + i));
            pass(Duration.ofSeconds(10));
        }

        assertThat(memory.size()).isLessThan(1_100);
    }
}
