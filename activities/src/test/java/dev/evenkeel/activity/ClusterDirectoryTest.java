package dev.evenkeel.activity;

import static dev.evenkeel.activity.FakeClusterDiscovery.pod;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.evenkeel.activity.ClusterDirectory.Found;
import dev.evenkeel.activity.ConnectionProfiles.Profile;
import dev.evenkeel.activity.FakeEmqxClients.Opened;
import dev.evenkeel.contract.ClusterRef;
import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.emqx.Credentials;
import dev.evenkeel.emqx.EmqxException;
import dev.evenkeel.kubernetes.KubernetesException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClusterDirectoryTest {
    private static final ClusterRef ORDERS = ClusterRef.inKubernetes("mqtt", "orders");

    private final Credentials ordersKey = new Credentials("orders", () -> "secret");
    private final Credentials labKey = new Credentials("lab", () -> "secret");
    private final FakeClusterDiscovery kubernetes = new FakeClusterDiscovery()
            .cluster("mqtt", "orders", pod("orders-0", "10.0.0.1"), pod("orders-1", "fd00::2"), pod("orders-2", ""))
            .cluster("mqtt", "others", pod("others-0", "10.0.0.9"));
    private final FakeEmqxClients clients = new FakeEmqxClients(new FakeEmqxClient());
    private final TestClock clock = new TestClock();
    private final ClusterDirectory directory = new ClusterDirectory(
            kubernetes,
            new ConnectionProfiles(List.of(
                    new Profile("orders", List.of(), List.of("mqtt/orders"), ordersKey),
                    new Profile("lab", List.of(URI.create("https://lab:18084")), List.of(), labKey))),
            clients,
            clock);

    @Test
    void sendsAProfilesCredentialsToThePodsOfItsCluster() {
        directory.open(ORDERS);

        assertThat(clients.opened())
                .containsExactly(new Opened(
                        "mqtt/orders",
                        List.of(URI.create("http://10.0.0.1:18083"), URI.create("http://[fd00::2]:18083")),
                        ordersKey));
    }

    @Test
    void sendsThemToTheAddressesOfItsProfileOutsideKubernetes() {
        directory.open(ClusterRef.outside("lab"));

        assertThat(clients.opened())
                .containsExactly(new Opened("lab", List.of(URI.create("https://lab:18084")), labKey));
        assertThat(kubernetes.asked()).isZero();
    }

    @Test
    void sendsNoneToPodsOfAClusterThatNoProfileIsBoundTo() {
        Throwable refused = catchThrowable(() -> directory.open(ClusterRef.inKubernetes("mqtt", "others")));

        assertThat(refused).matches(FailureKind.NO_CONNECTION_PROFILE::is);
        assertThat(clients.opened()).isEmpty();
    }

    @Test
    void sendsNoneToPodsOfAClusterThatBorrowsAnothersProfile() {
        ClusterRef borrowing = new ClusterRef("mqtt", "others", Optional.of("orders"));

        Throwable refused = catchThrowable(() -> directory.open(borrowing));

        assertThat(refused).matches(FailureKind.NO_CONNECTION_PROFILE::is);
        assertThat(clients.opened()).isEmpty();
    }

    @Test
    void doesNotLendWhatItKeepsOfAClusterToARequestThatNamesAnotherProfile() {
        directory.open(ORDERS);

        Throwable refused = catchThrowable(() -> directory.open(new ClusterRef("mqtt", "orders", Optional.of("lab"))));

        assertThat(refused).matches(FailureKind.NO_CONNECTION_PROFILE::is);
    }

    @Test
    void listsPodsOnceInHalfAMinute() {
        directory.open(ORDERS);
        clock.pass(Duration.ofMillis(29_999));

        directory.open(ORDERS);

        assertThat(kubernetes.asked()).isEqualTo(1);
    }

    @Test
    void findsReplacedPodsAfterThat() {
        directory.open(ORDERS);
        kubernetes.cluster("mqtt", "orders", pod("orders-0", "10.0.0.7"));
        clock.pass(Duration.ofSeconds(30));

        directory.open(ORDERS);

        assertThat(clients.opened())
                .last()
                .satisfies(opened -> assertThat(opened.urls()).containsExactly(URI.create("http://10.0.0.7:18083")));
    }

    @Test
    void keepsWhatItFoundWhileTheApiHangs() {
        Found before = directory.open(ORDERS);
        clock.pass(Duration.ofSeconds(31));
        kubernetes.hang();
        try {
            assertThat(directory.open(ORDERS)).isSameAs(before);
            clock.pass(Duration.ofMinutes(10));
            assertThat(catchThrowable(() -> directory.open(ORDERS)))
                    .isInstanceOfSatisfying(
                            KubernetesException.class,
                            away -> assertThat(away.kind()).isEqualTo(FailureKind.KUBERNETES_UNAVAILABLE));
        } finally {
            kubernetes.answer();
        }
    }

    @Test
    void keepsTheClientWhoseAddressesStand() {
        directory.open(ORDERS);

        directory.discover(ORDERS);

        assertThat(kubernetes.asked()).isEqualTo(2);
        assertThat(clients.opened()).hasSize(1);
    }

    @Test
    void reachesPodsByTheRoutesItIsGiven() {
        ClusterDirectory around = new ClusterDirectory(
                kubernetes,
                new ConnectionProfiles(List.of(new Profile("orders", List.of(), List.of("mqtt/orders"), ordersKey))),
                clients,
                (cluster, pod) -> pod.address()
                        .map(address ->
                                URI.create("http://127.0.0.1:" + (pod.name().equals("orders-0") ? 40000 : 40001))),
                clock);

        around.open(ORDERS);

        assertThat(clients.opened())
                .last()
                .satisfies(opened -> assertThat(opened.urls())
                        .containsExactly(URI.create("http://127.0.0.1:40000"), URI.create("http://127.0.0.1:40001")));
    }

    @Test
    void callsAClusterUnavailableWhosePodsHaveNoAddressYet() {
        kubernetes.cluster("mqtt", "orders", pod("orders-0", ""));

        Throwable refused = catchThrowable(() -> directory.open(ORDERS));

        assertThat(refused)
                .isInstanceOfSatisfying(
                        EmqxException.class,
                        failed -> assertThat(failed.kind()).isEqualTo(FailureKind.EMQX_UNAVAILABLE));
    }

    @Test
    void saysThatThereIsNoSuchCluster() {
        ClusterDirectory lost = new ClusterDirectory(
                new FakeClusterDiscovery(),
                new ConnectionProfiles(List.of(new Profile("orders", List.of(), List.of("mqtt/orders"), ordersKey))),
                clients,
                clock);

        assertThat(catchThrowable(() -> lost.open(ORDERS))).isInstanceOf(KubernetesException.class);
    }
}
