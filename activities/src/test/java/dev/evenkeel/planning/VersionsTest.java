package dev.evenkeel.planning;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VersionsTest {
    @ParameterizedTest(name = "{0}: supported {1}, held {2}")
    @CsvSource({
        "4.4.24,         false, false",
        "5.0.4,          false, false",
        "5.3.2,          false, false",
        "5.4.0,          true,  false",
        "5.8.9,          true,  false",
        "5.9.0,          true,  true",
        "5.10.3,         true,  true",
        "5.10,           true,  true",
        "v5.10.3,        true,  true",
        "e5.10.3,        true,  true",
        "5.10.4-rc.1,    true,  true",
        "5.11.0-g0a1b2c, true,  true",
        "6.0.0,          true,  false",
        "6.2.2,          true,  false",
        "10.0.0,         true,  false",
        "'',             false, false",
        "5,              false, false",
        "unknown,        false, false",
        "20260301123456, false, false",
    })
    void knowsWhatAVersionMeans(String version, boolean supported, boolean held) {
        assertThat(Versions.supported(version)).isEqualTo(supported);
        assertThat(Versions.held(version)).isEqualTo(held);
    }
}
