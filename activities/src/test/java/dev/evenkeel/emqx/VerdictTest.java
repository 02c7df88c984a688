package dev.evenkeel.emqx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.contract.FailureKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerdictTest {
    private static final String INVALID_COORDINATOR = """
            Unsupported code 'RPC_ERROR', message <<"RPC error on node 'a@1': {'EXIT',\\n  {{{bad_results,\\n
              [{'a@1',\\n   {error,invalid_coordinator}}]},\\n [{emqx_node_rebalance,wrap_multicall, 2""";

    @ParameterizedTest(name = "{0} {1} {2} {3} -> {4}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            READ  | 400 | BAD_REQUEST           | error on node 'a@1': whatever            | EMQX_REJECTED
            START | 400 | BAD_REQUEST           | error on node 'a@1': eviction_agent_busy | EMQX_BUSY
            START | 400 | BAD_REQUEST           | Invalid nodes: [<<"z@1">>]               | EMQX_REJECTED
            START | 400 | BAD_REQUEST           | Invalid json message received            | EMQX_REJECTED
            START | 400 | NOT_FOUND             | Nodes unavailable: ['a@1']               | EMQX_UNAVAILABLE
            READ  | 401 | BAD_API_KEY_OR_SECRET | Check api_key/api_secret                 | EMQX_UNAUTHORIZED
            START | 401 | AUTHORIZATION_HEADER_ERROR | Support authorization: basic/bearer | EMQX_UNAUTHORIZED
            START | 403 | UNAUTHORIZED_ROLE     | This API Key don't have permission       | EMQX_FORBIDDEN
            STOP  | 404 | NOT_FOUND             | Node not found: a@1                      | EMQX_UNAVAILABLE
            READ  | 418 | TEAPOT                | short and stout                          | EMQX_REJECTED
            START | 429 | SLOW                  | down                                     | EMQX_UNAVAILABLE
            START | 408 | LATE                  | where is the rest                        | EMQX_OUTCOME_UNKNOWN
            READ  | 500 | INTERNAL_ERROR        | exit, {{nodedown,'c@1'},                 | EMQX_UNAVAILABLE
            START | 500 | INTERNAL_ERROR        | exit, {{nodedown,'c@1'},                 | EMQX_OUTCOME_UNKNOWN
            STOP  | 503 | RPC_ERROR             | RPC error on node 'a@1': timeout         | EMQX_OUTCOME_UNKNOWN
            """)
    void knowsWhatAnErrorMeans(Verdict.Asked asked, int status, String code, String message, FailureKind kind) {
        String body = "{\"code\":\"" + code + "\",\"message\":\"" + message.replace("\"", "\\\"") + "\"}";

        Verdict verdict = Verdict.on(asked, status, body);

        assertThat(verdict.kind()).isEqualTo(kind);
        assertThat(verdict.said()).startsWith(code + ": " + message);
    }

    @ParameterizedTest(name = "{0} {1} {2} -> {3}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            READ  | 404 | <html><h1>404 - NOT FOUND</h1></html>                       | EMQX_NOT_SUPPORTED
            START | 405 | ``                                                          | EMQX_NOT_SUPPORTED
            READ  | 302 | moved                                                       | EMQX_NOT_SUPPORTED
            START | 307 | moved                                                       | EMQX_NOT_SUPPORTED
            READ  | 500 | Unsupported code 'RPC_ERROR', message <<"RPC error: timeout | EMQX_UNAVAILABLE
            START | 500 | Unsupported code 'RPC_ERROR', message <<"RPC error: timeout | EMQX_OUTCOME_UNKNOWN
            STOP  | 502 | Bad Gateway                                                 | EMQX_OUTCOME_UNKNOWN
            READ  | 400 | {"code":                                                    | EMQX_REJECTED
            """)
    void knowsWhatIsNotJson(Verdict.Asked asked, int status, String body, FailureKind kind) {
        assertThat(Verdict.on(asked, status, body).kind()).isEqualTo(kind);
    }

    @Test
    void seesInAnRpcErrorThatADonorRefused() {
        assertThat(Verdict.on(Verdict.Asked.START, 500, INVALID_COORDINATOR).kind())
                .isEqualTo(FailureKind.EMQX_BUSY);
        assertThat(Verdict.on(Verdict.Asked.STOP, 500, INVALID_COORDINATOR).kind())
                .isEqualTo(FailureKind.EMQX_OUTCOME_UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource({"already_started", "not_started", "nothing_to_balance", "eviction_agent_busy"})
    void readsTheReasonOfARefusal(String reason) {
        String body = "{\"code\":\"BAD_REQUEST\",\"message\":\"error on node 'a@h: x': " + reason + "\"}";

        assertThat(Verdict.on(Verdict.Asked.START, 400, body).reason()).contains(reason);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"value":0,"reason":{"expected":"pos_integer()"},"path":"root.conn_evict_rate","kind":"validation_error"} | conn_evict_rate is 0, EMQX expects pos_integer()
            {"value":1.0,"reason":"returned_false","path":"root.rel_conn_threshold","kind":"validation_error"} | rel_conn_threshold is 1.0, EMQX says returned_false
            {"unmatched":"abs_conn_threshold,...","unknown":"foo","reason":"unknown_fields","path":"root","kind":"validation_error"} | the body has fields that EMQX does not know: foo
            {"value":[],"reason":"bad_value_for_struct","path":"root","kind":"validation_error"} | the body is [], EMQX says bad_value_for_struct
            """)
    void readsParameterErrorsInReadableWords(String message, String words) {
        String body = "{\"code\":\"BAD_REQUEST\",\"message\":\"" + message.replace("\"", "\\\"") + "\"}";

        Verdict verdict = Verdict.on(Verdict.Asked.START, 400, body);

        assertThat(verdict.kind()).isEqualTo(FailureKind.EMQX_REJECTED);
        assertThat(verdict.said()).isEqualTo("BAD_REQUEST: " + words);
    }
}
