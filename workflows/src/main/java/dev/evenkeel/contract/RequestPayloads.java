package dev.evenkeel.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.temporal.api.common.v1.Payload;
import io.temporal.common.converter.DataConverterException;
import io.temporal.common.converter.PayloadConverter;
import java.lang.reflect.Type;
import java.util.Optional;

/**
 * A payload converter, but for requests that no JSON tree can be made of: those are read as a text that says so, which is
 * then judged as the wrong request that it is. Temporal's own failure would have no stable type, and would quote all of
 * it. Requests are the only trees that cross Temporal's wire by themselves.
 */
final class RequestPayloads implements PayloadConverter {
    private final PayloadConverter converter;

    RequestPayloads(PayloadConverter converter) {
        this.converter = converter;
    }

    @Override
    public String getEncodingType() {
        return converter.getEncodingType();
    }

    @Override
    public Optional<Payload> toData(Object value) {
        return converter.toData(value);
    }

    @Override
    public <T> T fromData(Payload content, Class<T> type, Type genericType) {
        try {
            return converter.fromData(content, type, genericType);
        } catch (DataConverterException | IllegalArgumentException unreadable) {
            if (type != JsonNode.class) {
                throw unreadable;
            }
            return type.cast(TextNode.valueOf(content.getData().size() + " bytes that cannot be read as JSON"));
        }
    }
}
