package dev.evenkeel.contract;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.temporal.common.converter.ByteArrayPayloadConverter;
import io.temporal.common.converter.DataConverter;
import io.temporal.common.converter.DefaultDataConverter;
import io.temporal.common.converter.JacksonJsonPayloadConverter;

/**
 * How the contract is written: durations and instants as ISO text, empty optionals left out, unknown fields ignored, so
 * that a field which tomorrow's worker adds does not stop today's. Requests are the exception: {@link RequestReader}
 * names unknown fields, since there they are typing errors.
 */
public final class ContractJson {
    /** Far more than anything of ours, and less than Jackson would write: what was read can be passed on. */
    private static final int DEPTH_MAX = 500;

    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEPTH_MAX)
                            .build())
                    .build())
            .addModule(new Jdk8Module())
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.USE_DEFAULTS))
            .build();

    private ContractJson() {}

    /** A mapper of one's own, set up as the contract is written. */
    public static ObjectMapper mapper() {
        return MAPPER.copy();
    }

    /** The converter that workers and starters of this contract use. */
    public static DataConverter dataConverter() {
        return DefaultDataConverter.newDefaultInstance()
                .withPayloadConverterOverrides(
                        new RequestPayloads(new JacksonJsonPayloadConverter(mapper())),
                        new RequestPayloads(new ByteArrayPayloadConverter()));
    }
}
