package org.savealife.mail.message;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.savealife.mail.message.RenderedMail.SLOTS;
import static org.savealife.mail.message.RenderedMail.invitation;
import static org.savealife.mail.message.RenderedMail.render;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values that a template refuses, and sources that do not compile. */
class TemplateRefusalTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"Zoë\r\nBcc: x@y.org", "Zoë\nX: y", "Zoë\rX: y", "\n", "a\u0000b", "a\tb", "a\u0085b", "a\u2028b"
            })
    void a_value_with_a_line_break_or_control_character_is_refused_in_the_subject(String value) {
        var template = invitation().compile(SLOTS);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> render(template, Map.of("first_name", value, "city", "Haarlem")))
                .withMessageContaining("{{first_name}}")
                .withMessageNotContaining("Zoë");
    }

    @ParameterizedTest
    @ValueSource(strings = {"t\r\nBcc: x@y.org", "t\nx", "tëst", "t\u0000"})
    void a_value_that_is_not_ascii_in_one_line_is_refused_in_a_header_of_the_caller(String value) {
        var template = invitation().header("X-Token", "{{token}}").compile(Set.of("first_name", "city", "token"));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> render(template, Map.of("first_name", "Zoë", "city", "Haarlem", "token", value)))
                .withMessageNotContaining(value);
    }

    @Test
    void a_word_longer_than_a_line_may_be_is_refused_in_a_header_of_the_caller() {
        var template = invitation().header("X-Token", "{{token}}").compile(Set.of("first_name", "city", "token"));

        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        render(template, Map.of("first_name", "Zoë", "city", "Haarlem", "token", "t".repeat(998))))
                .withMessageContaining("X-Token");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u0000b", "a\u001bb", "a\u007fb", "a\u009bb"})
    void a_value_with_a_control_character_is_refused_in_a_body_too(String value) {
        var template = invitation().subject("Give blood").compile(SLOTS);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> render(template, Map.of("first_name", value, "city", "Haarlem")))
                .withMessageContaining("{{first_name}} has a control character");
    }

    @Test
    void a_missing_value_is_named() {
        var template = invitation().compile(SLOTS);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> render(template, Map.of("first_name", "Zoë")))
                .withMessageContaining("{{city}}");
    }

    @Test
    void an_unknown_slot_is_named_when_compiling() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> invitation().html("<p>{{firstname}}</p>").compile(SLOTS))
                .withMessageContaining("html")
                .withMessageContaining("{{firstname}}");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> invitation().header("X-Run", "{{run}}").compile(SLOTS))
                .withMessageContaining("X-Run")
                .withMessageContaining("{{run}}");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> invitation().compile(Set.of("first_name")))
                .withMessageContaining("{{city}}");
    }

    @Test
    void a_slot_that_is_nowhere_used_is_named_when_compiling() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> invitation().compile(Set.of("first_name", "city", "street")))
                .withMessageContaining("street");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{{First}}", "{{first name}}", "{{first_name}", "{{}}", "{{{first_name}}}"})
    void braces_that_make_no_slot_are_shown_when_compiling(String source) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> invitation().text(source).compile(SLOTS))
                .withMessageContaining("text")
                .withMessageContaining("{{");
    }

    @ParameterizedTest
    @CsvSource({"subject", "text", "html"})
    void a_missing_source_is_named_when_compiling(String source) {
        var builder = invitation();
        switch (source) {
            case "subject" -> builder.subject(" ");
            case "text" -> builder.text("");
            default -> builder.html("");
        }

        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.compile(SLOTS))
                .withMessage("Template has no " + source);
    }

    @Test
    void a_line_break_in_the_source_of_a_header_is_refused_when_compiling() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> invitation().subject("Give\r\nBcc: x@y.org").compile(SLOTS))
                .withMessageContaining("Subject");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> invitation().header("X-Run", "a\r\nBcc: x@y.org").compile(SLOTS))
                .withMessageContaining("X-Run");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> invitation().constants(Map.of("city", "a\nb")).compile(Set.of("first_name")))
                .withMessageContaining("{{city}}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "From",
                "to",
                "Bcc",
                "CC",
                "Subject",
                "Content-Type",
                "Message-ID",
                "Date",
                "",
                "X Y",
                "X:",
                "X\r\nY"
            })
    void a_header_that_every_mail_has_or_that_is_none_cannot_be_added(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> invitation().header(name, "x"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "VERSION:2.0",
                "BEGIN:VCALENDAR\nEND:VCALENDAR",
                "BEGIN:VCALENDAR\nMETHOD:REPLY\nEND:VCALENDAR",
                "BEGIN:VCALENDAR\nMETHOD:PUBLISH",
                "BEGIN:VCALENDAR\nMETHOD:PUBLISH\nno property\nEND:VCALENDAR",
                "BEGIN:VCALENDAR\nMETHOD:PUBLISH\nORGANIZER;CN={{first_name}}:mailto:a@b.nl\nEND:VCALENDAR",
                "BEGIN:VCALENDAR\nMETHOD:PUBLISH\nX;CN=\"a:{{first_name}}\":b\nEND:VCALENDAR",
            })
    void a_calendar_that_is_none_or_has_a_slot_outside_a_value_is_refused_when_compiling(String source) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> invitation().calendar(source).compile(SLOTS))
                .withMessageContaining("calendar");
    }
}
