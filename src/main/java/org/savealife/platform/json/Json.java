package org.savealife.platform.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import jakarta.enterprise.context.ApplicationScoped;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.temporal.Temporal;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.savealife.platform.error.InvalidField;
import org.savealife.platform.error.InvalidFieldsException;
import org.savealife.platform.error.MalformedJsonException;

/**
 * JSON as this application writes and reads it. Names are {@code snake_case}; instants and dates are ISO 8601 texts. An
 * empty Optional is left out; a missing or {@code null} field is an empty Optional. Reading is strict: no duplicate or
 * unknown fields, no number for a text and no text for a number, nothing after the object, and UTF-8 only (RFC 8259
 * section 8.1). Thread-safe.
 */
@ApplicationScoped
public class Json {

    private static final ObjectMapper MAPPER = strict();

    private static final String ONE_OBJECT = "The body must be one JSON object and nothing else.";

    /** The value as JSON, on one line. */
    public String text(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException unwritable) {
            throw new IllegalStateException(
                    "A " + value.getClass().getName() + " cannot be written as JSON.", unwritable);
        }
    }

    /**
     * Reads one JSON object.
     *
     * @throws MalformedJsonException if it is not JSON, or not an object
     * @throws InvalidFieldsException if a field is unknown, occurs twice or has a value of another type; names the
     *     first such field
     */
    public <T> T read(byte[] utf8, Class<T> type) {
        return type.cast(read(utf8, (Type) type));
    }

    public Object read(byte[] utf8, Type type) {
        try {
            var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8));
            Object value = MAPPER.readValue(text.toString(), MAPPER.constructType(type));
            if (value == null) {
                throw new MalformedJsonException(ONE_OBJECT);
            }
            return value;
        } catch (CharacterCodingException notUtf8) {
            throw new MalformedJsonException("The body is not UTF-8.", notUtf8);
        } catch (JsonProcessingException refused) {
            throw inOurWords(refused);
        }
    }

    /** Uses only the location from Jackson's messages, because they name its own classes and options. */
    private static RuntimeException inOurWords(JsonProcessingException refused) {
        if (refused instanceof JsonMappingException mapping
                && refused.getCause() instanceof InputCoercionException outOfRange) {
            return invalid(path(mapping), wanted(outOfRange.getTargetType()));
        }
        if (refused instanceof JsonMappingException && refused.getCause() instanceof JsonProcessingException inside) {
            return inOurWords(inside);
        }
        if (refused instanceof JsonMappingException mapping) {
            return inOurWords(mapping);
        }
        if (refused.getProcessor() instanceof JsonParser parser
                && refused.getOriginalMessage().startsWith("Duplicate")) {
            return invalid(parser.getParsingContext().getCurrentName(), "This field is there twice.");
        }
        if (refused instanceof StreamConstraintsException) {
            return new MalformedJsonException(
                    "The body is nested too deeply, or holds a name or number that is too long.", refused);
        }
        var place = refused.getLocation();
        return new MalformedJsonException(
                "The body is not well-formed JSON: line " + place.getLineNr() + ", column " + place.getColumnNr() + ".",
                refused);
    }

    private static RuntimeException inOurWords(JsonMappingException refused) {
        if (refused.getCause() instanceof InvalidFieldsException invalid) {
            return invalid;
        }
        if (refused instanceof UnrecognizedPropertyException unknown) {
            return invalid(path(refused), "There is no such field. The fields are: " + known(unknown) + ".");
        }
        if (refused instanceof MismatchedInputException mismatch
                && refused.getPath().isEmpty()) {
            return new MalformedJsonException(ONE_OBJECT, mismatch);
        }
        if (refused instanceof MismatchedInputException mismatch) {
            return invalid(path(refused), wanted(mismatch.getTargetType()));
        }
        if (refused instanceof ValueInstantiationException
                && refused.getCause() instanceof IllegalArgumentException wrong) {
            return invalid(path(refused), String.valueOf(wrong.getMessage()));
        }
        return new IllegalStateException("A type that requests are read into cannot be read from JSON.", refused);
    }

    private static InvalidFieldsException invalid(String field, String message) {
        return new InvalidFieldsException(List.of(new InvalidField(field, message)));
    }

    /** For example {@code donors[2].city}. */
    private static String path(JsonMappingException refused) {
        return refused.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName())
                .collect(Collectors.joining())
                .substring(1);
    }

    private static String known(UnrecognizedPropertyException unknown) {
        return unknown.getKnownPropertyIds().stream()
                .map(String::valueOf)
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private static String wanted(Class<?> type) {
        if (CharSequence.class.isAssignableFrom(type)) {
            return "This must be a text of whole characters, in quotes.";
        }
        if (type == Boolean.class || type == boolean.class) {
            return "This must be true or false.";
        }
        if (Number.class.isAssignableFrom(type) || type.isPrimitive()) {
            return "This must be a number in its range, without quotes.";
        }
        if (type.isEnum()) {
            return "This must be one of " + Arrays.toString(type.getEnumConstants()) + ".";
        }
        if (Temporal.class.isAssignableFrom(type)) {
            return "This must be an ISO 8601 text, such as 2026-11-23T12:00:00Z.";
        }
        return Collection.class.isAssignableFrom(type) ? "This must be a list." : "This must be an object.";
    }

    private static ObjectMapper strict() {
        return JsonMapper.builder()
                .addModules(
                        new Jdk8Module(),
                        new Rfc3339Module(),
                        new SimpleModule().addDeserializer(String.class, new WellFormedStringDeserializer()))
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .defaultPropertyInclusion(
                        JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.ALWAYS))
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(
                        DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
                        DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY,
                        DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
                        DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .withCoercionConfig(
                        LogicalType.Textual,
                        text -> text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
                .build();
    }
}
