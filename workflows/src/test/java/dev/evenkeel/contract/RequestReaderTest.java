package dev.evenkeel.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RequestReaderTest {
    private static final ObjectMapper MAPPER = ContractJson.mapper();

    @Test
    void aNameIsEnough() {
        RebalanceRequest request = accepted("{'instanceName':'emqx-ee'}");

        assertThat(request.instanceName()).contains("emqx-ee");
        assertThat(request.namespace()).isEmpty();
        assertThat(request.lever()).isEqualTo(Lever.AUTO);
        assertThat(request.rebalanceStrategy()).isEqualTo(RebalanceStrategy.open());
        assertThat(request.maxRestarts()).isEqualTo(RebalanceRequest.DEFAULT_MAX_RESTARTS);
        assertThat(request.approval()).isEqualTo(ApprovalPolicy.none());
    }

    @Test
    void readsTheSpecOfARebalanceResource() {
        RebalanceRequest request = accepted("{'instanceName':'emqx-ee','instanceKind':'EmqxEnterprise',"
                + "'rebalanceStrategy':{'connEvictRate':10,'sessEvictRate':11,'waitTakeover':12,'waitHealthCheck':13,"
                + "'absConnThreshold':100,'absSessThreshold':101,'relConnThreshold':'1.1','relSessThreshold':1.2}}");

        assertThat(request.instanceKind()).contains("EmqxEnterprise");
        assertThat(request.rebalanceStrategy())
                .isEqualTo(new RebalanceStrategy(
                        Optional.of(10),
                        Optional.of(11),
                        Optional.of(Duration.ofSeconds(13)),
                        Optional.of(Duration.ofSeconds(12)),
                        Optional.of(100),
                        Optional.of(1.1),
                        Optional.of(101),
                        Optional.of(1.2)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"apps.emqx.io/v1beta4", "apps.emqx.io/v2beta1", "evenkeel.dev/v1"})
    void readsAManifestWithTheNamespaceOfItsMetadata(String apiVersion) {
        RebalanceRequest request = accepted(
                "{'apiVersion':'" + apiVersion + "','kind':'Rebalance','metadata':{"
                        + "'name':'test-0','namespace':'mqtt','labels':{'a':'b'},'uid':'1'},"
                        + "'spec':{'instanceName':'emqx-ee','rebalanceStrategy':{'connEvictRate':10}},'status':{'phase':'Failed'}}");

        assertThat(request.namespace()).contains("mqtt");
        assertThat(request.instanceName()).contains("emqx-ee");
        assertThat(request.rebalanceStrategy().connEvictRate()).contains(10);
    }

    @Test
    void readsEverythingElseThatARequestCanSay() {
        RebalanceRequest request =
                accepted("{'instanceName':'emqx','namespace':'mqtt','connection':'prod.1','lever':'Label',"
                        + "'strictWaits':true,'landingQuiet':'30s','nodes':['emqx@10.0.0.1','emqx@a-0.b.svc'],'maxRestarts':'0','reason':' CHG-1\\nscaled out ',"
                        + "'pacing':{'maxConnectsPerSecondPerRecipient':'1000','reconnectP50':20,'reconnectP95':'1m','maxUnavailable':'30%','loadBalancerLag':'15s'},"
                        + "'guardrails':{'pauseOverduePercent':'1.5','pauseRefusalsPercent':10,'pauseDonorAttemptsPercent':100,"
                        + "'noProgressTicks':30,'abortAfterPause':'2m','conditions':[{'name':'broker-cpu','query':' max(x)\\n  > 0.9 '},"
                        + "{'name':'b','query':'up == 0','action':'Abort'}]},"
                        + "'approval':{'required':true,'timeout':'1d','autoApprove':{'maxMovedPercent':'30','maxOfflinePercent':1,"
                        + "'maxDonorsOut':'2','maxTime':'1h'},'maxAge':'5m','maxDriftPercent':2.5}}");

        assertThat(request)
                .isEqualTo(new RebalanceRequest(
                        Optional.of("emqx"),
                        Optional.empty(),
                        Optional.of("mqtt"),
                        Optional.of("prod.1"),
                        Lever.LABEL,
                        RebalanceStrategy.open(),
                        true,
                        Optional.of(Duration.ofSeconds(30)),
                        new Pacing(
                                Optional.of(1_000),
                                Optional.of(Duration.ofSeconds(20)),
                                Optional.of(Duration.ofMinutes(1)),
                                Optional.of("30%"),
                                Optional.of(Duration.ofSeconds(15))),
                        new Guardrails(
                                1.5,
                                10,
                                100,
                                30,
                                Duration.ofMinutes(2),
                                List.of(
                                        new GuardCondition(
                                                "broker-cpu", "max(x)\n  > 0.9", GuardCondition.Reaction.PAUSE),
                                        new GuardCondition("b", "up == 0", GuardCondition.Reaction.ABORT))),
                        List.of("emqx@10.0.0.1", "emqx@a-0.b.svc"),
                        0,
                        new ApprovalPolicy(
                                true,
                                Duration.ofDays(1),
                                Optional.of(new ApprovalPolicy.Limits(
                                        Optional.of(30.0),
                                        Optional.of(1.0),
                                        Optional.of(2),
                                        Optional.of(Duration.ofHours(1)))),
                                Duration.ofMinutes(5),
                                2.5),
                        Optional.of("CHG-1\nscaled out")));
    }

    @Test
    void aConditionMayBeALine() {
        assertThat(accepted("{'instanceName':'e','guardrails':{'conditions':['cpu=job:cpu:rate1m == 1','b:slow=up']}}")
                        .guardrails()
                        .conditions())
                .containsExactly(
                        new GuardCondition("cpu", "job:cpu:rate1m == 1", GuardCondition.Reaction.PAUSE),
                        new GuardCondition("b", "up", GuardCondition.Reaction.SLOW));
    }

    @Test
    void aConnectionIsEnoughForAClusterOutsideKubernetes() {
        assertThat(accepted("{'connection':'lab','lever':'none'}").cluster("default"))
                .isEqualTo(ClusterRef.outside("lab"));
    }

    @Test
    void approvalMayBeAPlainAnswer() {
        assertThat(accepted("{'instanceName':'e','approval':true}").approval().required())
                .isTrue();
        assertThat(accepted("{'instanceName':'e','approval':'false'}")
                        .approval()
                        .required())
                .isFalse();
    }

    @Test
    void nullIsAbsent() {
        assertThat(accepted(
                        "{'instanceName':'e','namespace':null,'rebalanceStrategy':{'connEvictRate':null},'nodes':null,"
                                + "'approval':null,'lever':null,'reason':null,'connection':null,'maxRestarts':null}"))
                .isEqualTo(accepted("{'instanceName':'e'}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"90", "90.0", "9e1", "'90'", "'90s'", "'1m30s'", "'1M 30S'", "'PT90S'", "'pt1m30s'", "' 90 '"})
    void readsNinetySecondsHoweverTheyAreWritten(String written) {
        assertThat(strategy("'waitTakeover':" + written).waitTakeover()).contains(Duration.ofSeconds(90));
    }

    @ParameterizedTest
    @ValueSource(strings = {"10", "10.0", "1e1", "'10'", "' 10 '", "'+10'"})
    void readsTenHoweverItIsWritten(String written) {
        assertThat(strategy("'connEvictRate':" + written).connEvictRate()).contains(10);
    }

    @Test
    void readsTheLimitsThatEmqxHas() {
        RebalanceStrategy least =
                strategy("'connEvictRate':1,'waitHealthCheck':0,'absConnThreshold':1,'relConnThreshold':1.01");
        RebalanceStrategy most =
                strategy("'connEvictRate':2147483647,'waitHealthCheck':4294967,'absConnThreshold':2147483647");

        assertThat(least.waitHealthCheck()).contains(Duration.ZERO);
        assertThat(most.waitHealthCheck()).contains(Duration.ofSeconds(4_294_967));
        assertThat(most.connEvictRate()).contains(Integer.MAX_VALUE);
    }

    @ParameterizedTest
    @CsvSource({"3, 10, 3", "'30%', 10, 3", "'39%', 10, 3", "'1%', 10, 1", "'100%', 10, 10"})
    void readsWhatMayBeOutAtOnceAsKubernetesDoes(String given, int serving, int out) {
        assertThat(accepted("{'instanceName':'e','pacing':{'maxUnavailable':'" + given + "'}}")
                        .pacing()
                        .outAtMost(serving))
                .isEqualTo(out);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'instanceName':''}                                   | instanceName | ""                | a Kubernetes name
            {'instanceName':'EMQX_1'}                             | instanceName | "EMQX_1"          | a Kubernetes name
            {'instanceName':'-emqx'}                              | instanceName | "-emqx"           | a Kubernetes name
            {'instanceName':7}                                    | instanceName | 7                 | a Kubernetes name
            {'instanceName':['a']}                                | instanceName | a list of 1 element | a Kubernetes name
            {}                                                    | instanceName | nothing           | name the cluster, or give a connection
            {'instanceName':'e','instanceKind':'Deployment'}      | instanceKind | "Deployment"      | one of EMQX, EmqxEnterprise, StatefulSet
            {'instanceName':'e','namespace':'_'}                  | namespace    | "_"               | a Kubernetes namespace
            {'instanceName':'e','namespace':'a.b'}                | namespace    | "a.b"             | a Kubernetes namespace
            {'connection':'lab','namespace':'mqtt'}               | namespace    | "mqtt"            | leave it out
            {'connection':'a/b'}                                  | connection   | "a/b"             | connection profile
            {'connection':'http://u:p@h'}                         | connection   | (not shown)       | connection profile
            {'connection':'u:p@h'}                                | connection   | (not shown)       | connection profile
            {'instanceName':'e','lever':'lable'}                  | lever        | "lable"           | auto, label, gate, observe or none
            {'instanceName':'e','lever':true}                     | lever        | true              | auto, label, gate, observe or none
            {'instanceName':'e','landingQuiet':0}                 | landingQuiet | 0                 | whole seconds from 1 to 600
            {'instanceName':'e','landingQuiet':'1h'}              | landingQuiet | "1h"              | whole seconds from 1 to 600
            {'instanceName':'e','lever':'none','landingQuiet':9}  | landingQuiet | 9                 | lever none waits for nobody
            {'instanceName':'e','strictWaits':'perhaps'}          | strictWaits  | "perhaps"         | true or false
            {'instanceName':'e','maxRestarts':21}                 | maxRestarts  | 21                | from 0 to 20
            {'instanceName':'e','maxRestarts':-1}                 | maxRestarts  | -1                | from 0 to 20
            {'instanceName':'e','nodes':'emqx@a'}                 | nodes        | "emqx@a"          | a list of at most
            {'instanceName':'e','nodes':['emqx@a','emqx@a']}      | nodes[1]     | "emqx@a"          | only once
            {'instanceName':'e','nodes':['emqx-0']}               | nodes[0]     | "emqx-0"          | emqx@host
            {'instanceName':'e','nodes':[null]}                   | nodes[0]     | nothing           | emqx@host
            {'instanceName':'e','approval':'maybe'}               | approval     | "maybe"           | true or false
            {'instanceName':'e','approval':[]}                    | approval     | a list of 0 elements | an object
            {'instanceName':'e','approval':{'timeout':'1h'}}      | approval.required | nothing      | say true or false
            {'instanceName':'e','approval':{'required':true,'timeout':0}} | approval.timeout | 0     | from 1 to 604800
            {'instanceName':'e','approval':{'required':true,'maxAge':0}} | approval.maxAge | 0 | from 1 to 604800
            {'instanceName':'e','approval':{'required':true,'maxAge':5}} | approval.maxAge | 5 | 700 times at most
            {'instanceName':'e','approval':{'required':true,'maxDriftPercent':0}} | approval.maxDriftPercent | 0 | above 0 and up to 100
            {'instanceName':'e','approval':{'required':true,'autoApprove':{}}} | approval.autoApprove.maxMovedPercent | nothing | at least one of maxMovedPercent
            {'instanceName':'e','approval':{'required':true,'autoApprove':{'maxOfflinePercent':101}}} | approval.autoApprove.maxOfflinePercent | 101 | up to 100
            {'instanceName':'e','approval':{'required':true,'autoApprove':{'maxDonorsOut':0}}} | approval.autoApprove.maxDonorsOut | 0 | a whole number from 1
            {'instanceName':'e','approval':{'required':true,'autoApprove':{'maxTime':'soon'}}} | approval.autoApprove.maxTime | "soon" | whole seconds
            {'instanceName':'e','approval':{'required':false,'autoApprove':{'maxDonorsOut':1}}} | approval.autoApprove | an object with 1 field | leave autoApprove out
            {'instanceName':'e','approval':{'required':true,'timeout':'8d'}} | approval.timeout | "8d" | from 1 to 604800
            {'instanceName':'e','reason':7}                       | reason       | 7                 | text of at most 500
            {'instanceName':'e','reason':'a\\u001bb'}             | reason       | "a\uFFFDb"        | without control characters
            {'instanceName':'e','reason':'\\ud800'}               | reason       | "\uFFFD"          | without control characters
            {'instanceName':'e','rebalanceStrategy':'fast'}       | rebalanceStrategy | "fast"       | an object
            {'instanceName':'e','guardrails':{'pauseOverduePercent':0}} | guardrails.pauseOverduePercent | 0 | above 0 and up to 100
            {'instanceName':'e','guardrails':{'pauseRefusalsPercent':101}} | guardrails.pauseRefusalsPercent | 101 | above 0 and up to 100
            {'instanceName':'e','guardrails':{'noProgressTicks':9}} | guardrails.noProgressTicks | 9 | from 10 to 3600
            {'instanceName':'e','guardrails':{'abortAfterPause':0}} | guardrails.abortAfterPause | 0 | from 1 to 3600
            {'instanceName':'e','guardrails':{'overdue':1}} | guardrails.overdue | an unknown field | known here
            {'instanceName':'e','guardrails':{'conditions':{}}} | guardrails.conditions | an object with 0 fields | a list of at most 10 objects with name, query, action
            {'instanceName':'e','guardrails':{'conditions':['up']}} | guardrails.conditions[0] | "up" | an object with name, query, action
            {'instanceName':'e','guardrails':{'conditions':[{'query':'up'}]}} | guardrails.conditions[0].name | nothing | notes and results
            {'instanceName':'e','guardrails':{'conditions':[{'name':'Broker','query':'up'}]}} | guardrails.conditions[0].name | "Broker" | 1 to 63 lower case letters
            {'instanceName':'e','guardrails':{'conditions':[{'name':'a','query':'up'},{'name':'a','query':'x'}]}} | guardrails.conditions[1].name | "a" | each only once
            {'instanceName':'e','guardrails':{'conditions':[{'name':'a'}]}} | guardrails.conditions[0].query | nothing | PromQL of 1 to 2000 characters
            {'instanceName':'e','guardrails':{'conditions':[{'name':'a','query':' '}]}} | guardrails.conditions[0].query | " " | PromQL of 1 to 2000 characters
            {'instanceName':'e','guardrails':{'conditions':[{'name':'a','query':'a\\u001bb'}]}} | guardrails.conditions[0].query | "a\uFFFDb" | PromQL of 1 to 2000 characters
            {'instanceName':'e','guardrails':{'conditions':[{'name':'a','query':'up','action':'page'}]}} | guardrails.conditions[0].action | "page" | one of slow, pause, abort
            {'instanceName':'e','guardrails':{'conditions':[{'name':'a','query':'up','url':'http://x'}]}} | guardrails.conditions[0].url | (not shown) | bound by the worker's settings
            {'instanceName':'e','pacing':'gently'}                | pacing       | "gently"          | an object
            {'instanceName':'e','pacing':{'maxConnectsPerSecondPerRecipient':0}} | pacing.maxConnectsPerSecondPerRecipient | 0 | a whole number from 1
            {'instanceName':'e','pacing':{'maxUnavailable':0}} | pacing.maxUnavailable | 0 | a count from 1, or a percentage
            {'instanceName':'e','pacing':{'maxUnavailable':'0%'}} | pacing.maxUnavailable | "0%" | a count from 1, or a percentage
            {'instanceName':'e','pacing':{'maxUnavailable':'101%'}} | pacing.maxUnavailable | "101%" | a count from 1, or a percentage
            {'instanceName':'e','pacing':{'maxUnavailable':'half'}} | pacing.maxUnavailable | "half" | a count from 1, or a percentage
            {'instanceName':'e','pacing':{'maxUnavailable':-1}} | pacing.maxUnavailable | -1 | a count from 1, or a percentage
            {'instanceName':'e','pacing':{'loadBalancerLag':'11m'}} | pacing.loadBalancerLag | "11m" | from 0 to 600
            {'instanceName':'e','pacing':{'reconnectP95':'2d'}}   | pacing.reconnectP95 | "2d"       | from 0 to 86400
            {'instanceName':'e','pacing':{'reconnectP50':61,'reconnectP95':60}} | pacing.reconnectP95 | 60 | no shorter than reconnectP50
            """)
    void refuses(String json, String path, String value, String expected) {
        assertThat(refused(json)).singleElement().satisfies(problem -> {
            assertThat(problem.path()).isEqualTo(path);
            assertThat(problem.value()).isEqualTo(value.replace("\\uFFFD", "\uFFFD"));
            assertThat(problem.expected()).contains(expected);
        });
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            'connEvictRate':0          | connEvictRate    | 0          | a whole number from 1 to 2147483647
            'connEvictRate':-5         | connEvictRate    | -5         | a whole number from 1 to 2147483647
            'connEvictRate':2147483648 | connEvictRate    | 2147483648 | a whole number from 1 to 2147483647
            'connEvictRate':1e300      | connEvictRate    | 1.0E300    | a whole number from 1 to 2147483647
            'connEvictRate':1e999      | connEvictRate    | Infinity   | a whole number from 1 to 2147483647
            'connEvictRate':1.5        | connEvictRate    | 1.5        | a whole number from 1 to 2147483647
            'connEvictRate':true       | connEvictRate    | true       | a whole number from 1 to 2147483647
            'connEvictRate':'ten'      | connEvictRate    | "ten"      | a whole number from 1 to 2147483647
            'sessEvictRate':{}         | sessEvictRate    | an object with 0 fields | a whole number from 1 to 2147483647
            'waitHealthCheck':1.5      | waitHealthCheck  | 1.5        | whole seconds from 0 to 4294967
            'waitHealthCheck':'1.5s'   | waitHealthCheck  | "1.5s"     | whole seconds from 0 to 4294967
            'waitHealthCheck':'PT0.5S' | waitHealthCheck  | "PT0.5S"   | whole seconds from 0 to 4294967
            'waitHealthCheck':'500ms'  | waitHealthCheck  | "500ms"    | whole seconds from 0 to 4294967
            'waitHealthCheck':'-PT5S'  | waitHealthCheck  | "-PT5S"    | given as seconds, or as 90s, 1m30s, 2h or PT90S
            'waitHealthCheck':'PT-5S'  | waitHealthCheck  | "PT-5S"    | whole seconds from 0 to 4294967
            'waitHealthCheck':-1       | waitHealthCheck  | -1         | whole seconds from 0 to 4294967
            'waitHealthCheck':4294968  | waitHealthCheck  | 4294968    | whole seconds from 0 to 4294967
            'waitTakeover':''          | waitTakeover     | ""         | whole seconds from 0 to 4294967
            'waitTakeover':'30s1m'     | waitTakeover     | "30s1m"    | whole seconds from 0 to 4294967
            'absConnThreshold':0       | absConnThreshold | 0          | a whole number from 1 to 2147483647
            'relConnThreshold':1       | relConnThreshold | 1          | a number greater than 1.0, such as 1.1
            'relConnThreshold':'1.0'   | relConnThreshold | "1.0"      | a number greater than 1.0, such as 1.1
            'relConnThreshold':'1,1'   | relConnThreshold | "1,1"      | a number greater than 1.0, such as 1.1
            'relConnThreshold':'NaN'   | relConnThreshold | "NaN"      | a number greater than 1.0, such as 1.1
            'relSessThreshold':1e999   | relSessThreshold | Infinity   | a number greater than 1.0, such as 1.1
            'relSessThreshold':'1e999' | relSessThreshold | "1e999"    | a number greater than 1.0, such as 1.1
            """)
    void refusesInTheStrategy(String field, String path, String value, String expected) {
        assertThat(refused("{'instanceName':'e','rebalanceStrategy':{" + field + "}}"))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.path()).isEqualTo("rebalanceStrategy." + path);
                    assertThat(problem.value()).isEqualTo(value);
                    assertThat(problem.expected()).contains(expected);
                });
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'instanceName':'e','connEvictRate':5}                       | connEvictRate belongs into rebalanceStrategy
            {'instanceName':'e','conn_evict_rate':5}                     | connEvictRate belongs into rebalanceStrategy
            {'instanceName':'e','rebalanceStrategy':{'conn_evict_rate':5}} | here it is called connEvictRate
            {'instanceName':'e','rebalanceStrategy':{'ConnEvictRate':5}} | here it is called connEvictRate
            {'instanceName':'e','rebalanceStrategy':{'connEvictRtae':5}} | did you mean connEvictRate?
            {'instanceName':'e','rebalanceStrategy':{'nodes':[]}}        | nodes belongs into the request itself
            {'instanceName':'e','namspace':'x'}                          | did you mean namespace?
            {'instanceName':'e','colour':'red'}                          | known here: instanceName, instanceKind
            {'instanceName':'e','approval':{'required':true,'autoApprove':{'timeout':5,'maxDonorsOut':1}}} | timeout belongs into approval, beside autoApprove
            {'instanceName':'e','approval':{'required':true,'timeOut':5}} | here it is called timeout
            {'spec':{'instanceName':'e'},'instanceName':'e'}             | instanceName belongs into spec
            """)
    void namesTheFieldThatWasProbablyMeant(String json, String expected) {
        assertThat(refused(json)).singleElement().satisfies(problem -> {
            assertThat(problem.value()).isEqualTo("an unknown field");
            assertThat(problem.expected()).contains(expected);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "url",
                "baseUrl",
                "host",
                "secret",
                "secretName",
                "password",
                "username",
                "apiKey",
                "api_key",
                "token",
                "file",
                "env",
                "connectionUrl",
                "PASSWORD",
                "credentialsRef",
                "emqxPassword",
                "tlsKey",
                "endpoint",
                "passwordd"
            })
    void neverEchoesWhatMayBeACredential(String name) {
        List<RequestProblem> problems = refused("{'instanceName':'e','" + name + "':'hunter2'}");

        assertThat(problems).singleElement().satisfies(problem -> {
            assertThat(problem.path()).isEqualTo(name);
            assertThat(problem.value()).isEqualTo("(not shown)");
            assertThat(problem.expected()).contains("worker's settings", "'connection'");
        });
    }

    @Test
    void neverEchoesTheValueOfAnUnknownField() {
        assertThat(refused("{'instanceName':'e','pasword':'hunter2','x':{'y':'hunter2'}}")
                        .toString())
                .doesNotContain("hunter2");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'apiVersion':'apps.emqx.io/v1beta4','kind':'Rebalance','metadata':{'name':'t'}}  | spec
            {'kind':'Rebalance','spec':null}                                                  | spec
            {'kind':'Rebalance','spec':[]}                                                    | spec
            {'kind':'Rebalance','spec':{}}                                                    | spec.instanceName
            {'kind':'EmqxEnterprise','spec':{'template':{}}}                                  | kind
            {'kind':'List','items':[]}                                                        | kind
            {'apiVersion':'apps/v1','kind':'Rebalance','spec':{'instanceName':'e'}}           | apiVersion
            {'apiVersion':'apps.emqx.io','kind':'Rebalance','spec':{'instanceName':'e'}}      | apiVersion
            {'kind':'Rebalance','metadata':{'namespace':'_'},'spec':{'instanceName':'e'}}     | metadata.namespace
            {'kind':'Rebalance','metadata':7,'spec':{'instanceName':'e'}}                     | metadata
            {'metadata':{'namespace':'a'},'spec':{'instanceName':'e','namespace':'b'}}        | spec.namespace
            {'spec':{'instanceName':'e','rebalanceStrategy':{'connEvictRate':0}}}             | spec.rebalanceStrategy.connEvictRate
            """)
    void saysWhereAManifestIsWrong(String json, String path) {
        assertThat(refused(json))
                .singleElement()
                .extracting(RequestProblem::path)
                .isEqualTo(path);
    }

    @Test
    void collectsEveryProblemAtOnce() {
        List<RequestProblem> problems =
                refused("{'instanceName':'','namespace':'_','lever':'gates','maxRestarts':99,'colour':1,"
                        + "'rebalanceStrategy':{'connEvictRate':-1,'relConnThreshold':'0.9'}}");

        assertThat(problems)
                .extracting(RequestProblem::path)
                .containsExactlyInAnyOrder(
                        "instanceName",
                        "namespace",
                        "lever",
                        "maxRestarts",
                        "colour",
                        "rebalanceStrategy.connEvictRate",
                        "rebalanceStrategy.relConnThreshold");
    }

    @Test
    void whatIsNoObjectIsOneProblem() {
        JsonNodeFactory nodes = JsonNodeFactory.instance;

        assertThat(List.<Function<JsonNodeFactory, JsonNode>>of(
                        factory -> null,
                        JsonNodeFactory::nullNode,
                        JsonNodeFactory::missingNode,
                        JsonNodeFactory::arrayNode,
                        factory -> factory.textNode("{\"instanceName\":\"emqx-ee\"}"),
                        factory -> factory.numberNode(7),
                        factory -> factory.booleanNode(true),
                        factory -> factory.binaryNode(new byte[3]),
                        factory -> factory.pojoNode(new Object())))
                .allSatisfy(input -> assertThat(
                                RequestReader.read(input.apply(nodes)).problems())
                        .singleElement()
                        .extracting(RequestProblem::path)
                        .isEqualTo("request"));
    }

    @Test
    void aMegabyteOfJunkIsAFewShortProblems() {
        ObjectNode many = MAPPER.createObjectNode();
        for (int field = 0; field < 100_000; field++) {
            many.put("junk-" + field, field);
        }
        ObjectNode deep = MAPPER.createObjectNode().put("instanceName", "e");
        ObjectNode level = deep;
        for (int depth = 0; depth < 100_000; depth++) {
            level = level.putObject("rebalanceStrategy");
        }
        String long1 = "a".repeat(1 << 20);

        assertBounded(MAPPER.createObjectNode().put("instanceName", long1));
        assertBounded(MAPPER.createObjectNode().put("instanceName", "\ud83d\ude00".repeat(1 << 19)));
        assertBounded(MAPPER.createObjectNode().put("instanceName", "e").put(long1, long1));
        assertBounded(MAPPER.createObjectNode().put("instanceName", "e").put("reason", long1));
        assertBounded(MAPPER.createObjectNode()
                .put("instanceName", "e")
                .put("maxRestarts", BigInteger.ONE.shiftLeft(1 << 22)));
        assertBounded(many);
        assertBounded(deep);
        ObjectNode nodes = MAPPER.createObjectNode().put("instanceName", "e");
        nodes.putArray("nodes").add(long1).add(long1);
        assertBounded(nodes);
    }

    @Test
    void countsTheProblemsThatItDoesNotShow() {
        ObjectNode many = MAPPER.createObjectNode().put("instanceName", "e");
        for (int field = 0; field < 57; field++) {
            many.put("junk" + field, field);
        }

        List<RequestProblem> problems = RequestReader.read(many).problems();

        assertThat(problems).hasSize(51);
        assertThat(problems.get(50).value()).isEqualTo("and 7 more problems");
    }

    @Test
    void whatItAcceptsItWouldReadAgainTheSame() {
        assertThat(RandomRequests.seeded(20261123, 2_000))
                .allSatisfy(request -> assertThat(RequestReader.read(MAPPER.valueToTree(request)))
                        .isEqualTo(new RequestReader.Reading(Optional.of(request), List.of())));
    }

    @Test
    void problemsCanBeWrittenAndReadBack() throws IOException {
        List<RequestProblem> problems = refused("{'instanceName':'\\ud800\\u0000','\\udc00':1}");

        byte[] written = MAPPER.writeValueAsBytes(problems);

        assertThat(problems).hasSize(2);
        assertThat(new String(written, UTF_8)).contains("instanceName");
    }

    @Test
    void readsDurationsThatTheCommandLinePrints() {
        assertThat(List.of("1h 2m 3s", "0", "3d"))
                .map(text -> DurationText.parse(text).orElseThrow())
                .containsExactly(Duration.ofSeconds(3_723), Duration.ZERO, Duration.ofDays(3));
        assertThat(List.of("", "s", "P", "1w"))
                .allSatisfy(text -> assertThat(DurationText.parse(text)).isEmpty());
    }

    private static void assertBounded(JsonNode junk) {
        RequestReader.Reading reading = RequestReader.read(junk);
        assertThat(reading.request()).isEmpty();
        assertThat(reading.problems())
                .hasSizeBetween(1, RequestProblems.SHOWN_MAX + 1)
                .allSatisfy(problem -> {
                    assertThat(problem.value()).hasSizeLessThanOrEqualTo(RequestProblem.VALUE_LENGTH_MAX);
                    assertThat(problem.path()).hasSizeLessThan(200);
                    assertThat(problem.expected()).hasSizeLessThan(300);
                });
    }

    private static RebalanceStrategy strategy(String fields) {
        return accepted("{'instanceName':'e','rebalanceStrategy':{" + fields + "}}")
                .rebalanceStrategy();
    }

    private static RebalanceRequest accepted(String json) {
        RequestReader.Reading reading = RequestReader.read(tree(json));
        assertThat(reading.problems()).isEmpty();
        return reading.request().orElseThrow();
    }

    private static List<RequestProblem> refused(String json) {
        RequestReader.Reading reading = RequestReader.read(tree(json));
        assertThat(reading.request()).isEmpty();
        return reading.problems();
    }

    private static JsonNode tree(String json) {
        try {
            return MAPPER.readTree(json.replace('\'', '"'));
        } catch (IOException broken) {
            throw new AssertionError(json, broken);
        }
    }
}
