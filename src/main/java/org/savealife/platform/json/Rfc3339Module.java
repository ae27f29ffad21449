package org.savealife.platform.json;

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
 * Reads and writes instants, dates and times with an offset as RFC 3339 texts, and accepts nothing else for an instant.
 * Jackson's own module also takes numbers, and numbers in quotes, as seconds since 1970.
 */
public final class Rfc3339Module extends SimpleModule {

    private static final long serialVersionUID = 1L;

    private static final String PATTERN = "0000-00-00T00:00:00.";
    private static final int FRACTION = PATTERN.length();
    private static final int NANO_DIGITS = 9;
    private static final long SECONDS_A_DAY = 86_400;

    Rfc3339Module() {
        addSerializer(Instant.class, ToStringSerializer.instance);
        addSerializer(LocalDate.class, ToStringSerializer.instance);
        addSerializer(OffsetDateTime.class, new WithSeconds());
        addDeserializer(Instant.class, new InstantText());
    }

    /**
     * Reads whatever {@link Instant#parse} accepts. The form that {@link Instant#toString} writes is read without a
     * formatter, because runs read millions of them.
     *
     * @throws DateTimeParseException if it is not an instant
     */
    public static Instant instant(String text) {
        if (!isUsual(text)) {
            return Instant.parse(text);
        }
        var seconds = LocalDate.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10))
                                .toEpochDay()
                        * SECONDS_A_DAY
                + number(text, 11, 13) * 3600L
                + number(text, 14, 16) * 60L
                + number(text, 17, 19);
        var fraction = text.length() - FRACTION - 1;
        return Instant.ofEpochSecond(
                seconds, fraction <= 0 ? 0 : nanos(number(text, FRACTION, text.length() - 1), fraction));
    }

    private static long nanos(int digits, int count) {
        long nanos = digits;
        for (var missing = NANO_DIGITS - count; missing > 0; missing--) {
            nanos *= 10;
        }
        return nanos;
    }

    /**
     * Whether the text has the form {@code dddd-dd-ddTdd:dd:dd[.d…]Z}, with month, day and hour certainly in range.
     */
    private static boolean isUsual(String text) {
        var last = text.length() - 1;
        if (last < FRACTION - 1 || last == FRACTION || last > FRACTION + NANO_DIGITS || text.charAt(last) != 'Z') {
            return false;
        }
        for (var index = 0; index < last; index++) {
            var expected = index < PATTERN.length() ? PATTERN.charAt(index) : '0';
            var found = text.charAt(index);
            if (expected == '0' ? found < '0' || found > '9' : found != expected) {
                return false;
            }
        }
        return isWithin(number(text, 5, 7), 1, 12)
                && isWithin(number(text, 8, 10), 1, 28)
                && isWithin(number(text, 11, 13), 0, 23)
                && isWithin(number(text, 14, 16), 0, 59)
                && isWithin(number(text, 17, 19), 0, 59);
    }

    private static boolean isWithin(int number, int least, int most) {
        return number >= least && number <= most;
    }

    private static int number(String text, int from, int to) {
        var number = 0;
        for (var index = from; index < to; index++) {
            number = number * 10 + text.charAt(index) - '0';
        }
        return number;
    }

    /**
     * Writes the seconds even if they are 0, as RFC 3339 section 5.6 requires; {@link OffsetDateTime#toString} does
     * not.
     */
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
