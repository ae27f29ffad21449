package org.savealife.stream.parked;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.savealife.platform.dynamodb.Item;
import org.savealife.stream.StreamRecord;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class RecordBodyTest {

    @Test
    void a_body_has_typed_attribute_values_as_a_function_on_aws_gets_them() throws JsonProcessingException {
        var donation =
                Item.of("DONATION#91ab", "CITY#haarlem").with("city", "Haarlem").with("seats", 40);
        var record = StreamRecord.inserted("100", donation, Instant.parse("2026-11-23T12:00:00.250Z"));

        var body = new ObjectMapper().readTree(RecordBody.text(record));

        assertThat(body).isEqualTo(new ObjectMapper().readTree("""
                {"eventName": "INSERT",
                 "dynamodb": {
                   "SequenceNumber": "100",
                   "ApproximateCreationDateTime": 1795435200.250,
                   "Keys": {"PK": {"S": "DONATION#91ab"}, "SK": {"S": "CITY#haarlem"}},
                   "NewImage": {"PK": {"S": "DONATION#91ab"}, "SK": {"S": "CITY#haarlem"},
                                "city": {"S": "Haarlem"}, "seats": {"N": "40"}}}}
                """));
    }

    @Test
    void for_people_it_has_a_line_for_each_value_and_times_as_they_are() {
        var record = StreamRecord.inserted(
                "100", Item.of("DONATION#91ab", "CITY#haarlem"), Instant.parse("2026-11-23T12:00:00Z"));

        assertThat(RecordBody.pretty(RecordBody.text(record)))
                .contains("\n    \"SequenceNumber\" : \"100\",\n")
                .contains(": 1795435200")
                .doesNotContain("E+");
    }

    @Test
    void every_type_of_attribute_and_both_images_come_back_as_they_were() {
        var values = new HashMap<String, AttributeValue>();
        values.put("PK", AttributeValue.fromS("DONATION#91ab"));
        values.put("SK", AttributeValue.fromS("CITY#'s-hertogenbosch"));
        values.put("text", AttributeValue.fromS("Zoë \"q\" \n \uD83E\uDE78"));
        values.put("number", AttributeValue.fromN("-12345678901234567890.123456789012345678"));
        values.put("bytes", AttributeValue.fromB(SdkBytes.fromByteArray(new byte[] {0, -1, 127})));
        values.put("yes", AttributeValue.fromBool(true));
        values.put("nothing", AttributeValue.fromNul(true));
        values.put("texts", AttributeValue.fromSs(List.of("a", "b")));
        values.put("numbers", AttributeValue.fromNs(List.of("1", "2.5")));
        values.put("blobs", AttributeValue.fromBs(List.of(SdkBytes.fromUtf8String("x"))));
        values.put("list", AttributeValue.fromL(List.of(AttributeValue.fromS("x"), AttributeValue.fromL(List.of()))));
        values.put("map", AttributeValue.fromM(Map.of("inner", AttributeValue.fromM(Map.of()))));
        var before = Item.of("DONATION#91ab", "CITY#'s-hertogenbosch").with("city", "Den Bosch");
        var record = StreamRecord.modified(
                "49500000000000000000017", before, Item.from(values), Instant.parse("2026-11-23T12:00:00.001Z"));

        assertThat(RecordBody.parse(RecordBody.text(record))).isEqualTo(record);
    }

    @ParameterizedTest
    @ValueSource(strings = {"no JSON", "{}", "[]", "{\"eventName\":\"INSERT\"}"})
    void text_that_is_no_body_is_refused(String text) {
        assertThatThrownBy(() -> RecordBody.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
