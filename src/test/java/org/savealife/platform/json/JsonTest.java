package org.savealife.platform.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.savealife.platform.error.InvalidField;
import org.savealife.platform.error.InvalidFieldsException;
import org.savealife.platform.error.MalformedJsonException;

class JsonTest {

    private final Json json = new Json();

    enum Colour {
        RED,
        BLUE
    }

    record Rule(int count) {
        Rule {
            if (count < 1) {
                throw new IllegalArgumentException("At least one, please.");
            }
        }
    }

    record Rules(Rule rule) {}

    record Inner(Optional<String> firstName, List<String> words) {}

    record Request(
            Optional<String> firstName,
            Optional<Integer> count,
            Optional<Double> ratio,
            Optional<Boolean> agreed,
            Optional<Colour> colour,
            Optional<Instant> at,
            Optional<Inner> inner,
            Optional<List<Inner>> more) {}

    @Test
    void reads_a_request_field_by_field() {
        var request = read("""
                {"first_name": "Zoë", "count": 3, "ratio": 0.5, "agreed": true, "colour": "RED",
                 "at": "2026-11-23T12:00:00Z", "inner": {"words": ["a", "b"]}}
                """);

        assertThat(request)
                .isEqualTo(new Request(
                        Optional.of("Zoë"),
                        Optional.of(3),
                        Optional.of(0.5),
                        Optional.of(true),
                        Optional.of(Colour.RED),
                        Optional.of(Instant.parse("2026-11-23T12:00:00Z")),
                        Optional.of(new Inner(Optional.empty(), List.of("a", "b"))),
                        Optional.empty()));
    }

    @Test
    void reads_characters_beyond_the_first_65_536_however_they_are_written() {
        assertThat(read("{\"first_name\": \"\\ud83d\\ude00\"}").firstName()).contains("😀");
        assertThat(read("{\"first_name\": \"😀\"}").firstName()).contains("😀");
    }

    @Test
    void a_missing_field_and_a_null_field_are_an_empty_optional() {
        assertThat(read("{\"first_name\": null}")).isEqualTo(read("{}"));
        assertThat(read("{}").firstName()).isEmpty();
    }

    @Test
    void writes_snake_case_iso_times_and_leaves_out_what_is_empty() {
        record Answer(
                String firstName,
                Optional<String> type,
                Optional<Instant> sentAt,
                LocalDate day,
                OffsetDateTime opens) {}

        var text = json.text(new Answer(
                "Zoë",
                Optional.empty(),
                Optional.of(Instant.parse("2026-11-23T12:00:00Z")),
                LocalDate.parse("2026-11-23"),
                OffsetDateTime.parse("2026-11-23T12:00:00+01:00")));

        assertThat(text)
                .isEqualTo("{\"first_name\":\"Zoë\",\"sent_at\":\"2026-11-23T12:00:00Z\",\"day\":\"2026-11-23\","
                        + "\"opens\":\"2026-11-23T12:00:00+01:00\"}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {"first_name": 5}                     | first_name        | text
                    {"first_name": 5.7}                   | first_name        | text
                    {"first_name": true}                  | first_name        | text
                    {"first_name": ["a"]}                 | first_name        | text
                    {"first_name": {"a": "b"}}            | first_name        | text
                    {"first_name": "\\ud83d"}               | first_name        | whole characters
                    {"first_name": "a\\ude00\\ud83db"}      | first_name        | whole characters
                    {"inner": {"words": ["\\ud83d"]}}      | inner.words[0]    | whole characters
                    {"count": "3"}                        | count             | number
                    {"count": ""}                         | count             | number
                    {"count": 5.7}                        | count             | number
                    {"count": 5.0}                        | count             | number
                    {"count": true}                       | count             | number
                    {"count": 99999999999}                | count             | number
                    {"ratio": "0.5"}                      | ratio             | number
                    {"agreed": "yes"}                     | agreed            | true or false
                    {"agreed": "true"}                    | agreed            | true or false
                    {"agreed": 1}                         | agreed            | true or false
                    {"colour": 0}                         | colour            | [RED, BLUE]
                    {"colour": "red"}                     | colour            | [RED, BLUE]
                    {"colour": ""}                        | colour            | [RED, BLUE]
                    {"at": "tomorrow"}                    | at                | ISO 8601
                    {"at": 1795000000}                    | at                | ISO 8601
                    {"at": 1795000000.5}                  | at                | ISO 8601
                    {"at": ""}                            | at                | ISO 8601
                    {"inner": "text"}                     | inner             | object
                    {"inner": ""}                         | inner             | object
                    {"inner": []}                         | inner             | object
                    {"inner": {"words": "a"}}             | inner.words       | list
                    {"inner": {"words": ["a", 5]}}        | inner.words[1]    | text
                    {"more": [{}, {"first_name": 1}]}     | more[1].first_name | text
                    {"nickname": "Z"}                     | nickname          | no such field
                    {"firstName": "Z"}                    | firstName         | first_name
                    {"inner": {"x": 1}}                   | inner.x           | no such field
                    {"first_name": "a", "first_name": "b"} | first_name       | twice
                    {"first_name": "a", "first_n\\u0061me": "b"} | first_name  | twice
                    """)
    void names_a_field_that_is_of_another_kind(String body, String field, String message) {
        assertThatExceptionOfType(InvalidFieldsException.class)
                .isThrownBy(() -> read(body))
                .satisfies(invalid -> assertThat(invalid.fields())
                        .singleElement()
                        .satisfies(entry -> {
                            assertThat(entry.field()).isEqualTo(field);
                            assertThat(entry.message()).contains(message);
                        }));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {"first_name": "a"          | 1 | 19
                    {"first_name": "a",}        | 1 | 20
                    {'first_name': 'a'}         | 1 | 2
                    {first_name: "a"}           | 1 | 2
                    {"count": NaN}              | 1 | 14
                    {"count": 01}               | 1 | 12
                    {"first_name": "a"} x       | 1 | 22
                    {"first_name": "a\tb"}      | 1 | 18
                    {"inner": {"words": ["a",,]}} | 1 | 26
                    /* c */ {}                  | 1 | 1
                    """)
    void says_where_the_body_is_no_json(String body, int line, int column) {
        assertThatExceptionOfType(MalformedJsonException.class)
                .isThrownBy(() -> read(body))
                .withMessage("The body is not well-formed JSON: line " + line + ", column " + column + ".");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "[]", "[{}]", "null", "5", "true", "\"text\"", "\"\"", "{} {}", "{} []", "{} 1"})
    void takes_one_object_and_nothing_else(String body) {
        assertThatExceptionOfType(MalformedJsonException.class)
                .isThrownBy(() -> read(body))
                .withMessage("The body must be one JSON object and nothing else.");
    }

    @Test
    void refuses_bytes_that_are_no_utf_8() {
        var latin1 = "{\"first_name\": \"Zoë\"}".getBytes(StandardCharsets.ISO_8859_1);

        assertThatExceptionOfType(MalformedJsonException.class)
                .isThrownBy(() -> json.read(latin1, Request.class))
                .withMessage("The body is not UTF-8.");
    }

    @Test
    void refuses_nesting_that_would_exhaust_the_stack() {
        assertThatExceptionOfType(MalformedJsonException.class).isThrownBy(() -> read("{\"inner\": ".repeat(5_000)));
        assertThatExceptionOfType(MalformedJsonException.class)
                .isThrownBy(() -> read("{\"nickname\": " + "[".repeat(30_000) + "]".repeat(30_000) + "}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"count\": \"3\"}", "{\"x\": 1}", "[]", "{", "{} {}", "{\"at\": \"x\"}", "{\"count\": NaN}"})
    void never_names_a_class_or_a_switch_of_the_library(String body) {
        assertThatExceptionOfType(RuntimeException.class)
                .isThrownBy(() -> read(body))
                .satisfies(refused -> assertThat(said(refused))
                        .doesNotContain("java", "jackson", "Feature", "org.", "Request", "Source"));
    }

    @Test
    void a_rule_of_a_value_speaks_in_its_own_words() {
        assertThatExceptionOfType(InvalidFieldsException.class)
                .isThrownBy(() -> json.read(utf8("{\"rule\": {\"count\": 0}}"), Rules.class))
                .satisfies(invalid -> assertThat(invalid.fields())
                        .containsExactly(new InvalidField("rule", "At least one, please.")));
    }

    private static String said(Throwable refused) {
        return refused instanceof InvalidFieldsException invalid
                ? invalid.fields().toString().replace("Invalid[", "")
                : String.valueOf(refused.getMessage());
    }

    private Request read(String body) {
        return json.read(utf8(body), Request.class);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
