package dev.evenkeel.activity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.evenkeel.activity.ConnectionProfiles.Profile;
import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.emqx.Credentials;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectionProfilesTest {
    private final ConnectionProfiles profiles = new ConnectionProfiles(List.of(
            profile("orders", List.of(), "mqtt/orders"),
            profile("fleet", List.of(), "cars/*"),
            profile("lab", List.of(URI.create("http://lab:18083"))),
            profile("empty", List.of())));

    @ParameterizedTest(name = "{0}/{1} under the name {2}: {3}")
    @CsvSource(
            nullValues = "-",
            value = {
                "mqtt, orders,  -,      orders",
                "mqtt, orders,  orders, orders",
                "cars, europe,  -,      fleet",
                "cars, america, fleet,  fleet",
                "_,    lab,     lab,    lab",
            })
    void findsTheProfileThatIsBoundToTheCluster(String namespace, String name, String connection, String profile) {
        Profile found = profiles.of(new ClusterRef(namespace, name, Optional.ofNullable(connection)));

        assertThat(found.name()).isEqualTo(profile);
    }

    @ParameterizedTest(name = "{0}/{1} under the name {2}")
    @CsvSource(
            nullValues = "-",
            value = {
                "mqtt,   orders,   fleet",
                "mqtt,   orders,   lab",
                "mqtt,   orders,   unheard-of",
                "mqtt,   orders2,  -",
                "mqtt,   order,    orders",
                "orders, mqtt,     -",
                "car,    europe,   -",
                "carsx,  europe,   fleet",
                "cars/a, b,        fleet",
                "mqtt,   lab,      lab",
                "_,      orders,   orders",
                "_,      empty,    empty",
                "_,      other,    lab",
                "_,      unheard,  -",
            })
    void refusesEveryOtherPair(String namespace, String name, String connection) {
        Throwable refused =
                catchThrowable(() -> profiles.of(new ClusterRef(namespace, name, Optional.ofNullable(connection))));

        assertThat(refused).matches(FailureKind.NO_CONNECTION_PROFILE::is).hasMessageNotContaining("s3cret");
    }

    @Test
    void namesWhatWasAskedForInTheRefusal() {
        Throwable refused = catchThrowable(() -> profiles.of(new ClusterRef("mqtt", "orders", Optional.of("fleet"))));

        assertThat(refused).hasMessageContaining("mqtt/orders").hasMessageContaining("'fleet'");
    }

    @Test
    void knowsItsProfilesByName() {
        assertThat(profiles.names()).containsExactly("empty", "fleet", "lab", "orders");
        assertThat(profiles.has("lab")).isTrue();
        assertThat(profiles.has("Lab")).isFalse();
    }

    private static Profile profile(String name, List<URI> urls, String... clusters) {
        return new Profile(name, urls, List.of(clusters), new Credentials("key", () -> "s3cret"));
    }
}
