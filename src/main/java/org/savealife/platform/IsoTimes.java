package org.savealife.platform;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;

/**
 * Instants, dates and times with an offset as RFC 3339 texts, and instants from such texts alone: Jackson's own module
 * takes numbers, and numbers in quotes, for seconds since 1970.
 */
final class IsoTimes extends SimpleModule {

    private static final long serialVersionUID = 1L;

    IsoTimes() {
        addSerializer(Instant.class, ToStringSerializer.instance);
        addSerializer(LocalDate.class, ToStringSerializer.instance);
        addSerializer(OffsetDateTime.class, new WithSeconds());
        addDeserializer(Instant.class, new InstantText());
    }

    /** {@link OffsetDateTime#toString} leaves the seconds out on the full minute; RFC 3339 section 5.6 wants them. */
    private static final class WithSeconds extends StdScalarSerializer<OffsetDateTime> {

        private static final long serialVersionUID = 1L;

        WithSeconds() {
            super(OffsetDateTime.class);
        }

        @Override
        public void serialize(OffsetDateTime time, JsonGenerator json, SerializerProvider context) throws IOException {
            json.writeString(DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time));
        }
    }

    private static final class InstantText extends StdScalarDeserializer<Instant> {

        private static final long serialVersionUID = 1L;

        InstantText() {
            super(Instant.class);
        }

        @Override
        public Instant deserialize(JsonParser json, DeserializationContext context) throws IOException {
            if (!json.hasToken(JsonToken.VALUE_STRING)) {
                return (Instant) context.handleUnexpectedToken(Instant.class, json);
            }
            try {
                return Instant.parse(json.getText());
            } catch (DateTimeParseException noInstant) {
                throw context.weirdStringException(json.getText(), Instant.class, "no instant");
            }
        }
    }
}
