package dev.evenkeel.kubernetes;

import dev.evenkeel.contract.FailureKind;
import dev.evenkeel.kubernetes.InspectedCluster.ServerClock;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** What the API server says of itself and of the account that asks, whatever that may read. */
final class ApiServer {
    private static final int UNAUTHENTICATED = 401;
    private static final int BROKEN = 500;

    private final KubernetesClient client;
    private final InstantSource clock;
    private Optional<ServerClock> shown = Optional.empty();

    ApiServer(KubernetesClient client, InstantSource clock) {
        this.client = client;
        this.clock = clock;
    }

    /** The server's clock, where {@link #ask} got an answer that shows it. */
    Optional<ServerClock> clock() {
        return shown;
    }

    /**
     * Whether it answers at all: {@code GET /version}, which every account may.
     *
     * @throws KubernetesException where it does not, or does not know the account
     */
    void ask() {
        Instant before = clock.instant();
        HttpResponse<String> answer = version();
        Instant after = clock.instant();
        shown = date(answer).map(date -> new ServerClock(before, date, after));
        if (answer.code() == UNAUTHENTICATED) {
            throw new KubernetesException(
                    FailureKind.KUBERNETES_FORBIDDEN,
                    "the Kubernetes API at " + client.getMasterUrl() + " does not know the worker's account (HTTP 401)",
                    null);
        }
        if (answer.code() >= BROKEN) {
            throw away("HTTP " + answer.code(), null);
        }
    }

    /** Whether the account has the right, by a SelfSubjectAccessReview, which every account may create. */
    boolean allows(Right right, String namespace) {
        SelfSubjectAccessReview review = new SelfSubjectAccessReviewBuilder()
                .withNewSpec()
                .withNewResourceAttributes()
                .withNamespace(namespace)
                .withGroup(right.group())
                .withResource(right.plainResource())
                .withSubresource(right.subresource().orElse(null))
                .withVerb(right.verb())
                .endResourceAttributes()
                .endSpec()
                .build();
        SelfSubjectAccessReview answer = new ApiCall(
                        "create", "selfsubjectaccessreviews.authorization.k8s.io", namespace)
                .make(() ->
                        client.authorization().v1().selfSubjectAccessReview().create(review));
        return answer.getStatus() != null
                && Boolean.TRUE.equals(answer.getStatus().getAllowed());
    }

    private HttpResponse<String> version() {
        HttpClient http = client.getHttpClient();
        int limit = client.getConfiguration().getRequestTimeout();
        HttpRequest request = http.newHttpRequestBuilder()
                .uri(URI.create(client.getMasterUrl() + "version"))
                .timeout(limit, TimeUnit.MILLISECONDS)
                .build();
        try {
            return http.sendAsync(request, String.class).get(2L * limit, TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw away("interrupted", interrupted);
        } catch (ExecutionException failed) {
            throw away(ApiCall.deepest(failed), failed);
        } catch (java.util.concurrent.TimeoutException silent) {
            throw away("no answer within " + 2L * limit + " ms", silent);
        }
    }

    private KubernetesException away(String why, Throwable cause) {
        return new KubernetesException(
                FailureKind.KUBERNETES_UNAVAILABLE,
                "the Kubernetes API at " + client.getMasterUrl() + ": " + why,
                cause);
    }

    private static Optional<Instant> date(HttpResponse<String> answer) {
        try {
            return Optional.ofNullable(answer.header("Date"))
                    .map(text -> Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text)));
        } catch (DateTimeException none) {
            // A proxy's own idea of a date: then the clock is not known.
            return Optional.empty();
        }
    }
}
