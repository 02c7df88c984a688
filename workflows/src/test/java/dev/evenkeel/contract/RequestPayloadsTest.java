package dev.evenkeel.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import io.temporal.api.common.v1.Payload;
import io.temporal.common.converter.DataConverterException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RequestPayloadsTest {
    @ParameterizedTest
    @ValueSource(strings = {"json/plain", "binary/plain"})
    void aRequestThatIsNoJsonIsAnInvalidRequest(String encoding) {
        JsonNode read = read(encoding, "{s3cret", JsonNode.class);

        assertThat(RequestReader.read(read).problems())
                .singleElement()
                .extracting(RequestProblem::display)
                .asString()
                .startsWith("request: got \"7 bytes that cannot be read as JSON\"; an object is expected");
    }

    @ParameterizedTest
    @ValueSource(ints = {501, 100_000})
    void aRequestThatIsTooDeepIsAnInvalidRequest(int depth) {
        JsonNode read = read("json/plain", "[".repeat(depth) + "]".repeat(depth), JsonNode.class);

        assertThat(read.isTextual()).isTrue();
    }

    @Test
    void whatWasReadCanBePassedOn() {
        JsonNode deepest = read("json/plain", "[".repeat(500) + "]".repeat(500), JsonNode.class);

        assertThat(ContractJson.dataConverter().toPayload(new RequestActivities.SubmittedRequest(deepest)))
                .isPresent();
    }

    @Test
    void aRequestIsRead() {
        assertThat(read("json/plain", "{\"instanceName\": \"emqx-ee\"}", JsonNode.class)
                        .path("instanceName")
                        .asText())
                .isEqualTo("emqx-ee");
    }

    @Test
    void anythingElseThatIsNoJsonIsOurDefect() {
        assertThatThrownBy(() -> read("json/plain", "{", RunRef.class)).isInstanceOf(DataConverterException.class);
    }

    private static <T> T read(String encoding, String data, Class<T> type) {
        Payload payload = Payload.newBuilder()
                .putMetadata("encoding", ByteString.copyFromUtf8(encoding))
                .setData(ByteString.copyFromUtf8(data))
                .build();
        return ContractJson.dataConverter().fromPayload(payload, type, type);
    }
}
