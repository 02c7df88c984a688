package dev.evenkeel.planning;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VersionsTest {
    @ParameterizedTest(name = "{0}: supported {1}, held {2}")
    @CsvSource({
        "4.3.22,         false, false",
        "4.4.11,         false, false",
        "4.4.12,         true,  false",
        "e4.4.24,        true,  false",
        "4.4,            true,  false",
        "5.0.3,          false, false",
        "5.0.4,          true,  false",
        "5.3.2,          true,  false",
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

    @ParameterizedTest(name = "{0}: by statistics {1}, refuses at once {2}, waits at least 1 s {3}, quirks {4}")
    @CsvSource({
        "4.4.18, true,  true,  true,  3",
        "4.4.19, false, true,  true,  3",
        "4.4.23, false, true,  true,  3",
        "4.4.24, false, false, true,  3",
        "5.0.4,  true,  true,  false, 5",
        "5.1.0,  false, true,  false, 5",
        "5.1.1,  false, true,  false, 4",
        "5.2.1,  false, true,  false, 3",
        "5.3.2,  false, true,  false, 3",
        "5.4.0,  false, false, false, 3",
        "5.7.0,  false, false, false, 2",
        "5.8.4,  false, false, false, 1",
        "5.9.0,  false, false, false, 0",
        "6.1.0,  false, false, false, 0",
    })
    void knowsWhatAReleaseDoesDifferently(
            String version, boolean byStatistics, boolean refuseAtOnce, boolean strictWaits, int quirks) {
        assertThat(List.of(
                        Versions.countedByStatistics(version),
                        Versions.donorsRefuseAtOnce(version),
                        Versions.waitsAtLeastASecond(version)))
                .containsExactly(byStatistics, refuseAtOnce, strictWaits);
        assertThat(Versions.quirks(version)).hasSize(quirks);
    }
}
