package dev.evenkeel.simulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** API keys by HTTP Basic, or the one token that {@code POST /login} gives. Refuses in EMQX's words. */
final class Authenticator {
    private static final String TOKEN = "simulated.dashboard.token";

    private final List<ApiKey> keys;
    private final String version;
    private final boolean scopes;

    Authenticator(Settings settings, Release release) {
        this.keys = settings.keys();
        this.version = settings.version();
        this.scopes = release.keysHaveScopes();
    }

    /** Why the call is refused, if it is. */
    Optional<Reply> refuse(Call call, Route.Access access, boolean allKeysRevoked) {
        if (access == Route.Access.PUBLIC) {
            return Optional.empty();
        }
        String header = call.authorization().orElse("");
        if (header.startsWith("Bearer ")) {
            return header.equals("Bearer " + TOKEN) && !allKeysRevoked
                    ? Optional.empty()
                    : Optional.of(Reply.error(401, "BAD_TOKEN", "Get a token by POST /login"));
        }
        if (!header.startsWith("Basic ")) {
            return Optional.of(challenge("AUTHORIZATION_HEADER_ERROR", "Support authorization: basic/bearer "));
        }
        Optional<ApiKey> key = allKeysRevoked ? Optional.empty() : find(header.substring("Basic ".length()));
        if (key.isEmpty()) {
            return Optional.of(challenge("BAD_API_KEY_OR_SECRET", "Check api_key/api_secret"));
        }
        if (access == Route.Access.WRITER && key.get().permission() == ApiKey.Permission.VIEWER) {
            return Optional.of(Reply.error(
                    403, "UNAUTHORIZED_ROLE", "This API Key don't have permission to access this resource"));
        }
        boolean outOfScope =
                scopes && !key.get().mayOperateCluster() && call.path().contains("/load_rebalance/");
        return outOfScope
                ? Optional.of(
                        Reply.error(403, "UNAUTHORIZED_ROLE", "This API Key's scopes don't include cluster_operations"))
                : Optional.empty();
    }

    /** {@code POST /login}: the dashboard's first user is {@code admin}, {@code public}. */
    Reply login(Call call) {
        try {
            var credentials = Json.MAPPER.readTree(call.body());
            if (credentials.path("username").asText().equals("admin")
                    && credentials.path("password").asText().equals("public")) {
                var page = Json.MAPPER.createObjectNode();
                page.put("version", version).put("role", "administrator").put("token", TOKEN);
                page.putObject("license").put("edition", "ee");
                return Reply.ok(page);
            }
        } catch (JsonProcessingException e) {
            return Reply.error(400, "BAD_REQUEST", "Invalid json message received");
        }
        return Reply.error(401, "BAD_USERNAME_OR_PWD", "Auth failed");
    }

    private Optional<ApiKey> find(String encoded) {
        String pair;
        try {
            pair = new String(Base64.getDecoder().decode(encoded.trim()), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        return keys.stream()
                .filter(key -> pair.equals(key.key() + ":" + key.secret()))
                .findFirst();
    }

    private static Reply challenge(String code, String message) {
        return Reply.error(401, code, message).withHeader("WWW-Authenticate", "Basic Realm=\"emqx-dashboard\"");
    }
}
