package dev.evenkeel.e2e.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the chart grants: what {@code rights.yaml} lists, in the namespaces named, and nothing else. */
@Tag("kubernetes")
final class RightsTest {
    private static final JsonNode RIGHTS = Checkout.yaml(Chart.FOLDER.resolve("rights.yaml"));

    static List<String> values() {
        return Chart.values();
    }

    @ParameterizedTest
    @MethodSource("values")
    void noRuleIsWiderThanItSays(String values) {
        assertThat(rules(Chart.rendered(values)).toList()).isNotEmpty().allSatisfy(rule -> {
            assertThat(rule.getVerbs()).isNotEmpty().doesNotContain("*");
            assertThat(rule.getResources()).hasSize(1).doesNotContain("*");
            assertThat(rule.getApiGroups()).hasSize(1).doesNotContain("*");
            assertThat(rule.getNonResourceURLs()).isEmpty();
        });
    }

    @ParameterizedTest
    @MethodSource("values")
    void secretsAreReadByNameOrNotAtAll(String values) {
        assertThat(rules(Chart.rendered(values))
                        .filter(rule -> rule.getResources().contains("secrets")))
                .allSatisfy(rule -> {
                    assertThat(rule.getVerbs()).containsExactly("get");
                    assertThat(rule.getResourceNames()).isNotEmpty();
                });
    }

    @Test
    void namedSecretsAreThoseOfTheirNamespace() {
        Rendered chart = Chart.rendered("full");

        assertThat(secrets(chart, "emqx")).containsExactly("emqx-evenkeel", "emqx-bootstrap");
        assertThat(secrets(chart, "emqx-staging")).containsExactly("emqx-evenkeel");
        assertThat(rules(Chart.rendered("minimal")))
                .noneMatch(rule -> rule.getResources().contains("secrets"));
    }

    @Test
    void rolesHoldWhatTheListSays() {
        Rendered chart = Chart.rendered("full");

        for (String namespace : List.of("emqx", "emqx-staging")) {
            assertThat(granted(chart, namespace, "balancer")).isEqualTo(listed("both", "worker"));
            assertThat(granted(chart, namespace, "balancer-janitor")).isEqualTo(listed("both"));
        }
        assertThat(chart.all(ClusterRole.class)).isEmpty();
        assertThat(chart.all(Role.class)).hasSize(2 * 3);
    }

    @Test
    void everyRoleIsBoundToItsOwnAccountAlone() {
        Rendered chart = Chart.rendered("full");

        assertThat(chart.all(RoleBinding.class)).hasSameSizeAs(chart.all(Role.class));
        for (RoleBinding binding : chart.all(RoleBinding.class)) {
            String role = binding.getRoleRef().getName();
            String namespace = binding.getMetadata().getNamespace();
            chart.one(Role.class, namespace, role);
            boolean janitor = role.endsWith("-janitor");
            assertThat(binding.getSubjects()).singleElement().satisfies(subject -> {
                assertThat(subject.getKind()).isEqualTo("ServiceAccount");
                assertThat(subject.getName()).isEqualTo(janitor ? "balancer-janitor" : "balancer-worker");
                assertThat(subject.getNamespace()).isEqualTo(janitor ? namespace : "evenkeel");
            });
        }
    }

    @Test
    void clusterWideIsTheSameListInOneRole() {
        Rendered chart = Chart.rendered("cloud");

        assertThat(chart.all(ClusterRole.class))
                .singleElement()
                .satisfies(role -> assertThat(words(role.getRules())).isEqualTo(listed("both", "worker")));
        assertThat(chart.all(ClusterRoleBinding.class)).hasSize(1);
        assertThat(chart.all(Role.class))
                .extracting(role -> role.getMetadata().getName())
                .containsExactly("evenkeel-janitor");
    }

    @Test
    void theReadmeTellsEveryRight() {
        List<String> table = Checkout.text(Checkout.DEPLOY.resolve("README.md"))
                .lines()
                .filter(line -> line.startsWith("| worker"))
                .toList();

        assertThat(table)
                .containsExactlyElementsOf(Stream.of("both", "worker")
                        .flatMap(who -> RIGHTS.get(who).valueStream().map(right -> row(who, right)))
                        .toList());
    }

    private static String row(String who, JsonNode right) {
        String group = right.get("apiGroup").asText();
        return "| %s | `%s%s` | %s | %s |"
                .formatted(
                        "both".equals(who) ? "worker and janitor" : who,
                        right.get("resource").asText(),
                        group.isEmpty() ? "" : "." + group,
                        String.join(" ", texts(right.get("verbs"))),
                        right.get("why").asText());
    }

    private static List<String> listed(String... lists) {
        return Stream.of(lists)
                .flatMap(list -> RIGHTS.get(list).valueStream())
                .map(right -> word(
                        right.get("apiGroup").asText(), right.get("resource").asText(), texts(right.get("verbs"))))
                .toList();
    }

    private static List<String> granted(Rendered chart, String namespace, String name) {
        return words(chart.one(Role.class, namespace, name).getRules());
    }

    private static List<String> words(List<PolicyRule> rules) {
        return rules.stream()
                .map(rule ->
                        word(rule.getApiGroups().get(0), rule.getResources().get(0), rule.getVerbs()))
                .toList();
    }

    private static String word(String group, String resource, List<String> verbs) {
        return group + "/" + resource + verbs;
    }

    private static List<String> texts(JsonNode list) {
        return list.valueStream().map(JsonNode::asText).toList();
    }

    private static List<String> secrets(Rendered chart, String namespace) {
        return chart.one(Role.class, namespace, "balancer-secrets")
                .getRules()
                .get(0)
                .getResourceNames();
    }

    private static Stream<PolicyRule> rules(Rendered chart) {
        return Stream.concat(
                chart.all(Role.class).stream().flatMap(role -> role.getRules().stream()),
                chart.all(ClusterRole.class).stream().flatMap(role -> role.getRules().stream()));
    }
}
