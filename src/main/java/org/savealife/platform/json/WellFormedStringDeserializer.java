package org.savealife.platform.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StringDeserializer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Refuses a text with half a surrogate pair. JSON can escape it, but UTF-8 cannot contain it (RFC 8259 section 8.2), so
 * it would be stored and mailed as a question mark.
 */
final class WellFormedStringDeserializer extends StringDeserializer {

    private static final long serialVersionUID = 1L;

    @Override
    public String deserialize(JsonParser json, DeserializationContext context) throws IOException {
        var text = super.deserialize(json, context);
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw context.weirdStringException(text, String.class, "half a surrogate pair");
        }
        return text;
    }
}
