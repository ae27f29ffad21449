package org.savealife.stream.parked;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.savealife.platform.dynamodb.Item;
import org.savealife.stream.StreamRecord;
import org.savealife.stream.StreamRecord.Image;
import org.savealife.stream.StreamRecord.Kind;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * A stream record as JSON, whole and in the form in which AWS hands it to a function: typed attribute values ({@code
 * {"S":"Haarlem"}}), the time in epoch seconds. For example
 *
 * <pre>{@code
 * {"eventName":"INSERT","dynamodb":{"ApproximateCreationDateTime":1795435200.123,"SequenceNumber":"100",
 *  "Keys":{"PK":{"S":"DONATION#91ab"},"SK":{"S":"CITY#haarlem"}},
 *  "NewImage":{"PK":{"S":"DONATION#91ab"},"SK":{"S":"CITY#haarlem"},"city":{"S":"Haarlem"}}}}
 * }</pre>
 *
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_StreamRecord.html">DynamoDB
 *     Streams API Reference, StreamRecord</a>
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html">DynamoDB API
 *     Reference, AttributeValue</a>
 */
public final class RecordBody {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private static final ObjectWriter PRETTY =
            MAPPER.writerWithDefaultPrettyPrinter().with(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN);
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Map<Image, String> IMAGES = Map.of(Image.OLD, "OldImage", Image.NEW, "NewImage");
    private static final int MILLISECOND_DIGITS = 3;

    private RecordBody() {}

    static String text(StreamRecord record) {
        var change = NODES.objectNode();
        change.put("SequenceNumber", record.sequenceNumber());
        change.put(
                "ApproximateCreationDateTime",
                BigDecimal.valueOf(record.createdAt().toEpochMilli(), MILLISECOND_DIGITS));
        change.set("Keys", json(record.key().attributes()));
        record.images().forEach((image, item) -> change.set(IMAGES.get(image), json(item.attributes())));
        var body = NODES.objectNode();
        body.put("eventName", record.kind().name());
        body.set("dynamodb", change);
        return body.toString();
    }

    /** @throws IllegalArgumentException if {@link #text} did not write the text */
    static StreamRecord parse(String text) {
        try {
            var body = MAPPER.readTree(text);
            var change = body.required("dynamodb");
            var images = new EnumMap<Image, Item>(Image.class);
            IMAGES.forEach((image, name) -> {
                if (change.has(name)) {
                    images.put(image, Item.from(attributes(change.get(name))));
                }
            });
            return new StreamRecord(
                    change.required("SequenceNumber").asText(),
                    Kind.valueOf(body.required("eventName").asText()),
                    Item.from(attributes(change.required("Keys"))),
                    images,
                    instant(change.required("ApproximateCreationDateTime")));
        } catch (JsonProcessingException broken) {
            throw new IllegalArgumentException("This is not the JSON of a stream record.", broken);
        }
    }

    /**
     * The JSON on several lines, for people.
     *
     * @throws IllegalArgumentException if the text is not JSON
     */
    public static String pretty(String text) {
        try {
            return PRETTY.writeValueAsString(MAPPER.readTree(text));
        } catch (JsonProcessingException broken) {
            throw new IllegalArgumentException("This is not the JSON of a stream record.", broken);
        }
    }

    private static Instant instant(JsonNode seconds) {
        return Instant.ofEpochMilli(
                seconds.decimalValue().movePointRight(MILLISECOND_DIGITS).longValueExact());
    }

    private static ObjectNode json(Map<String, AttributeValue> attributes) {
        var object = NODES.objectNode();
        attributes.forEach((name, value) -> object.set(name, json(value)));
        return object;
    }

    private static JsonNode json(AttributeValue value) {
        var content = switch (value.type()) {
            case S -> NODES.textNode(value.s());
            case N -> NODES.textNode(value.n());
            case B -> NODES.binaryNode(value.b().asByteArray());
            case BOOL -> NODES.booleanNode(value.bool());
            case NUL -> NODES.booleanNode(true);
            case SS -> array(value.ss(), NODES::textNode);
            case NS -> array(value.ns(), NODES::textNode);
            case BS -> array(value.bs(), bytes -> NODES.binaryNode(bytes.asByteArray()));
            case L -> array(value.l(), RecordBody::json);
            case M -> json(value.m());
            case UNKNOWN_TO_SDK_VERSION ->
                throw new IllegalArgumentException(
                        "An attribute is of a type that this version of the AWS SDK does not know.");
        };
        return NODES.objectNode()
                .set(
                        value.type() == AttributeValue.Type.NUL
                                ? "NULL"
                                : value.type().name(),
                        content);
    }

    private static <T> JsonNode array(List<T> values, Function<T, JsonNode> json) {
        return NODES.arrayNode().addAll(values.stream().map(json).toList());
    }

    private static Map<String, AttributeValue> attributes(JsonNode object) {
        return object.properties().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> attribute(entry.getValue())));
    }

    private static AttributeValue attribute(JsonNode typed) {
        var only = typed.properties().iterator().next();
        var content = only.getValue();
        return switch (only.getKey()) {
            case "S" -> AttributeValue.fromS(content.textValue());
            case "N" -> AttributeValue.fromN(content.textValue());
            case "B" -> AttributeValue.fromB(bytes(content));
            case "BOOL" -> AttributeValue.fromBool(content.booleanValue());
            case "NULL" -> AttributeValue.fromNul(true);
            case "SS" -> AttributeValue.fromSs(list(content, JsonNode::textValue));
            case "NS" -> AttributeValue.fromNs(list(content, JsonNode::textValue));
            case "BS" -> AttributeValue.fromBs(list(content, RecordBody::bytes));
            case "L" -> AttributeValue.fromL(list(content, RecordBody::attribute));
            case "M" -> AttributeValue.fromM(attributes(content));
            default -> throw new IllegalArgumentException("DynamoDB has no type \"" + only.getKey() + "\".");
        };
    }

    private static <T> List<T> list(JsonNode array, Function<JsonNode, T> reader) {
        return StreamSupport.stream(array.spliterator(), false).map(reader).toList();
    }

    private static SdkBytes bytes(JsonNode base64) {
        try {
            return SdkBytes.fromByteArray(base64.binaryValue());
        } catch (IOException broken) {
            throw new IllegalArgumentException("A binary attribute is not base64.", broken);
        }
    }
}
