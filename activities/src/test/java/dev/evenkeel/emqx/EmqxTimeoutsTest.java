package dev.evenkeel.emqx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmqxTimeoutsTest {
    @Test
    void hasDefaultsThatFitALook() {
        EmqxTimeouts defaults = EmqxTimeouts.defaults();

        assertThat(defaults.connect()).isEqualTo(Duration.ofSeconds(2));
        assertThat(defaults.read()).isEqualTo(Duration.ofSeconds(4));
        assertThat(defaults.readCall()).isEqualTo(Duration.ofSeconds(5));
        assertThat(defaults.allReads()).isLessThan(Duration.ofSeconds(9));
        assertThat(defaults.write()).isEqualTo(Duration.ofSeconds(18));
    }

    @Test
    void refusesWhatDoesNotFit() {
        Duration second = Duration.ofSeconds(1);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new EmqxTimeouts(
                        Duration.ZERO, second, second, second.multipliedBy(9), second, second, second, second));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new EmqxTimeouts(second, second, second, second, second, second, second, second));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://h:1/api", "http://u:hidden@h:1", "ftp://h", "http:///x", "mailto:x@y", "http://h?q=1"})
    void anEntryPointIsNothingButAnAddress(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new EntryPoint(Optional.of("a@1"), Optional.empty(), URI.create(url)))
                .withMessageContaining("a@1")
                .withMessageNotContaining("hidden");
    }
}
