package dev.evenkeel.e2e.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenkeel.e2e.real.Program;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the chart refuses, and whether it says where. */
@Tag("kubernetes")
final class SchemaTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "a wrong type             | replicaCount=two                              | /replicaCount",
                "a wrong type, deeper     | janitor.enabled=sometimes                     | /janitor/enabled",
                "text for a list          | emqxNamespaces=emqx                           | /emqxNamespaces",
                "a misspelt key           | replicacount=2                                | 'replicacount' not allowed",
                "a misspelt key, deeper   | temporal.adress=temporal:7233                 | 'adress' not allowed",
                "a misspelt resource      | resources.limit.memory=1Gi                    | 'limit' not allowed",
                "no port                  | temporal.address=temporal                     | /temporal/address",
                "no namespace of ours     | emqxNamespaces[0]=Emqx                        | /emqxNamespaces/0",
                "a format nobody knows    | logging.format=xml                            | /logging/format",
                "a port for root          | service.port=80                               | /service/port",
                "a secret in a value      | connections.prod.secret.value=hunter2         | 'value' not allowed",
                "a cluster without space  | connections.prod.clusters[0]=emqx-ee          | /connections/prod/clusters/0",
                "a user in an address     | connections.prod.urls[0]=http://a:b@c:18083   | /connections/prod/urls/0",
                "two names of a key       | connections.prod.apiKeyFrom=key               | 'oneOf' failed",
                "list of Secrets          | rbac.readableSecrets[0]=emqx/*                | /rbac/readableSecrets/0",
                "no budget at all         | podDisruptionBudget.maxUnavailable=0          | /podDisruptionBudget/maxUnavailable",
                "a word of no flag        | javaOptions[0]=Xmx1g                          | /javaOptions/0",
                "two ways to Temporal     | temporal.dev.enabled=true,temporal.tls=true   | temporal.dev.enabled: ",
                "two proofs to Temporal   | temporal.apiKey.secretName=a,temporal.mtls.secretName=b | Temporal takes one of the two",
                "a cluster elsewhere      | connections.prod.clusters[0]=other/emqx-ee    | other/emqx-ee is in namespace other",
                "a Secret elsewhere       | rbac.readableSecrets[0]=other/secret          | other/secret is in namespace other",
                "a connection in settings | config.evenkeel.connections.x.api-key=y       | set connections",
                "a port in settings       | config.server.port=9999                       | set service.port",
            })
    void refuses(String what, String sets, String where) {
        Program.Ended ended = Chart.template("minimal", sets);

        assertThat(ended.exitCode()).as(what).isNotZero();
        assertThat(ended.err()).contains(where);
    }

    /** A value that the schema does not know could not be set; one that has no default would be found by nobody. */
    @Test
    void knowsWhatTheValuesKnow() {
        JsonNode schema = Checkout.yaml(Chart.FOLDER.resolve("values.schema.json"));
        JsonNode values = Checkout.yaml(Chart.FOLDER.resolve("values.yaml"));

        Set<String> known = names(schema.at("/properties"));
        known.remove("global"); // Helm's own
        assertThat(names(values)).isEqualTo(known);
        for (String part : Set.of("temporal", "janitor", "rbac", "networkPolicy", "serviceMonitor", "service")) {
            assertThat(names(values.get(part)))
                    .as(part)
                    .isEqualTo(names(schema.at("/properties/" + part + "/properties")));
        }
    }

    private static Set<String> names(JsonNode node) {
        return node.propertyStream().map(Map.Entry::getKey).collect(Collectors.toCollection(TreeSet::new));
    }
}
