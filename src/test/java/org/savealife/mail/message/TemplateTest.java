package org.savealife.mail.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Session;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateTest {

    private static final Instant MORNING = Instant.parse("2026-11-03T08:05:09Z");
    private static final Sender BLOOD_BANK = Sender.parse("Blood bank <bank@example.org>");
    private static final Set<String> SLOTS = Set.of("first_name", "city");
    private static final String CALENDAR = """
            BEGIN:VCALENDAR
            VERSION:2.0
            METHOD:PUBLISH
            BEGIN:VEVENT
            SUMMARY;LANGUAGE="a:b":Give blood, {{first_name}}
            LOCATION:{{city}}
            END:VEVENT
            END:VCALENDAR
            """;

    /** Alphabet of the random values: whatever an encoding, or its readers, are known to get wrong. */
    private static final String[] NASTY = {
        "a",
        "Z",
        " ",
        "  ",
        "\t",
        "=",
        "=?",
        "?=",
        "=3D",
        "= ",
        ".",
        "..",
        "\n",
        "\r\n",
        "\r",
        "\n.\n",
        "\n\n",
        "<",
        ">",
        "&",
        "&amp;",
        "'",
        "\"",
        "\\",
        ";",
        ",",
        ":",
        "{{",
        "}}",
        "{{city}}",
        "$1",
        "ë",
        "e\u0308",
        "ß",
        "血",
        "献血",
        "🩸",
        "👩‍⚕️",
        "\u00a0",
        "\u2028",
        "--",
        "--=_savealife_mixed",
        "From ",
        "%s",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    };

    static Stream<String> nastyLines() {
        return Stream.of(
                "ivica",
                "Zoë",
                "'s-Hertogenbosch",
                "São Paulo",
                "<b>Bob</b>",
                "<script>alert(\"1\")</script>",
                "\"; DROP TABLE donors; --",
                "O'Brien & sons",
                "a=b=?c?=",
                "=?UTF-8?B?aGk=?=",
                "back\\slash, comma; semicolon: colon",
                "🩸👩‍⚕️",
                "e\u0308 decomposed",
                "",
                " blanks around ",
                "two  blanks",
                "no\u00a0break",
                "{{city}} {{first_name}}",
                "$1 \\1 %s",
                ".",
                "..",
                "From me",
                "--=_savealife_alternative",
                "x".repeat(100),
                "x".repeat(1200),
                "two  blanks ".repeat(40),
                "word ".repeat(300),
                "献血にご協力ください".repeat(60),
                "🩸".repeat(300));
    }

    static Stream<String> randomTexts() {
        return IntStream.range(0, 150).mapToObj(seed -> {
            var random = new Random(seed);
            var text = new StringBuilder();
            for (int length = random.nextInt(60); length > 0; length--) {
                text.append(NASTY[random.nextInt(NASTY.length)]);
            }
            return text.toString();
        });
    }

    @ParameterizedTest
    @MethodSource("nastyLines")
    void a_value_arrives_in_every_part_as_it_was(String value) throws Exception {
        var template = invitation().compile(SLOTS);

        var mail = parse(template, Map.of("first_name", value, "city", "Haarlem"));

        assertThat(mail.subject()).isEqualTo(value + ", give blood in Haarlem");
        assertThat(mail.text()).isEqualTo("Dear " + value + ",\n\n" + value + "\n" + value + value + "Haarlem.\n");
        assertThat(mail.html()).isEqualTo("<p title=\"" + html(value) + "\">Dear " + html(value) + " = Haarlem</p>\n");
        assertThat(mail.calendarLines()).contains("SUMMARY;LANGUAGE=\"a:b\":Give blood, " + calendar(value));
    }

    @ParameterizedTest
    @MethodSource("randomTexts")
    void a_random_value_arrives_in_every_body_part_as_it_was(String value) throws Exception {
        var template = invitation().subject("Give blood").compile(SLOTS);
        String lines = value.replace("\r\n", "\n").replace('\r', '\n');

        var mail = parse(template, Map.of("first_name", value, "city", value));

        assertThat(mail.text()).isEqualTo("Dear " + lines + ",\n\n" + lines + "\n" + lines + lines + lines + ".\n");
        assertThat(mail.html())
                .isEqualTo("<p title=\"" + html(lines) + "\">Dear " + html(lines) + " = " + html(lines) + "</p>\n");
        assertThat(mail.calendarLines())
                .contains("SUMMARY;LANGUAGE=\"a:b\":Give blood, " + calendar(lines), "LOCATION:" + calendar(lines));
    }

    @ParameterizedTest
    @MethodSource("randomTexts")
    void a_random_value_arrives_in_the_subject_as_it_was(String value) throws Exception {
        var template = invitation().compile(SLOTS);
        String line = value.replaceAll("[\r\n\t\u2028]", "");

        var mail = parse(template, Map.of("first_name", line, "city", line));

        assertThat(mail.subject()).isEqualTo(line + ", give blood in " + line);
    }

    @ParameterizedTest
    @MethodSource("randomTexts")
    void a_random_source_arrives_as_it_was_wherever_its_slots_are(String source) throws Exception {
        String literal = source.replace("{{city}}", "").replace("{{", "");
        String text = literal + "{{first_name}}" + literal + "{{city}}{{first_name}}" + literal;
        var template = invitation().text(text + ".").html(text + ".").compile(SLOTS);

        var mail = parse(template, Map.of("first_name", "Zoë ", "city", ""));

        String lines = text.replace("\r\n", "\n")
                .replace('\r', '\n')
                .replace("{{first_name}}", "Zoë ")
                .replace("{{city}}", "");
        assertThat(mail.text()).isEqualTo(lines + ".\n");
        assertThat(mail.html()).isEqualTo(lines + ".\n");
    }

    @ParameterizedTest
    @MethodSource("randomTexts")
    void a_constant_arrives_like_the_same_value_given_with_each_message(String value) throws Exception {
        var line = value.replaceAll("[\r\n\t\u2028]", "");
        var constant = invitation().constants(Map.of("city", line)).compile(Set.of("first_name"));
        var slotted = invitation().compile(SLOTS);

        var withConstant = parse(constant, Map.of("first_name", "Zoë"));
        var withSlot = parse(slotted, Map.of("first_name", "Zoë", "city", line));

        assertThat(withConstant.subject()).isEqualTo(withSlot.subject());
        assertThat(withConstant.text()).isEqualTo(withSlot.text());
        assertThat(withConstant.html()).isEqualTo(withSlot.html());
        assertThat(withConstant.calendarLines()).isEqualTo(withSlot.calendarLines());
    }

    @Test
    void the_headers_say_who_when_and_what_and_that_a_machine_wrote_it() throws Exception {
        var template = invitation().compile(SLOTS);

        var mail = parse(template, Map.of("first_name", "Zoë", "city", "Haarlem"));

        assertThat(mail.header("From")).containsExactly("Blood bank <bank@example.org>");
        assertThat(mail.header("To")).containsExactly("Zoe@xn--mnchen-3ya.example");
        assertThat(mail.header("Date")).containsExactly("Tue, 3 Nov 2026 08:05:09 +0000");
        assertThat(mail.header("Message-ID")).containsExactly("<d1.e2@example.org>");
        assertThat(mail.header("Auto-Submitted")).containsExactly("auto-generated");
        assertThat(mail.header("MIME-Version")).containsExactly("1.0");
        assertThat(mail.message().getSentDate()).isEqualTo(MORNING);
        assertThat(mail.message().getAllHeaders().asIterator())
                .toIterable()
                .extracting(jakarta.mail.Header::getName)
                .containsExactly(
                        "From",
                        "To",
                        "Date",
                        "Message-ID",
                        "MIME-Version",
                        "Auto-Submitted",
                        "Subject",
                        "Content-Type");
    }

    @Test
    void a_mail_with_a_calendar_is_the_alternative_of_two_texts_and_an_attachment() throws Exception {
        var template = invitation().compile(SLOTS);

        var mail = parse(template, Map.of("first_name", "Zoë", "city", "Haarlem"));

        var mixed = (Multipart) mail.message().getContent();
        assertThat(new ContentType(mixed.getContentType()).match("multipart/mixed"))
                .isTrue();
        assertThat(mixed.getCount()).isEqualTo(2);
        assertThat(mixed.getBodyPart(0).isMimeType("multipart/alternative")).isTrue();
        var alternative = (Multipart) mixed.getBodyPart(0).getContent();
        assertThat(alternative.getCount()).isEqualTo(2);
        assertThat(alternative.getBodyPart(0).getContentType()).isEqualTo("text/plain; charset=utf-8");
        assertThat(alternative.getBodyPart(1).getContentType()).isEqualTo("text/html; charset=utf-8");
        var calendarType = new ContentType(mixed.getBodyPart(1).getContentType());
        assertThat(calendarType.getBaseType()).isEqualTo("text/calendar");
        assertThat(calendarType.getParameter("charset")).isEqualTo("utf-8");
        assertThat(calendarType.getParameter("method")).isEqualTo("PUBLISH");
        assertThat(mixed.getBodyPart(1).getDisposition()).isEqualTo("attachment");
        assertThat(mixed.getBodyPart(1).getFileName()).isEqualTo("invite.ics");
    }

    /** RFC 6047 section 2.4: the method is a parameter of the part as well. */
    @ParameterizedTest
    @ValueSource(strings = {"REQUEST", "CANCEL"})
    void a_calendar_that_programs_act_on_is_an_alternative_with_its_method(String method) throws Exception {
        var template = invitation()
                .calendar(CALENDAR.replace("METHOD:PUBLISH", "METHOD:" + method))
                .compile(SLOTS);

        var message = message(render(template, Map.of("first_name", "Zoë", "city", "Haarlem")));

        var alternative = (Multipart) message.getContent();
        assertThat(new ContentType(alternative.getContentType()).match("multipart/alternative"))
                .isTrue();
        assertThat(alternative.getCount()).isEqualTo(3);
        var calendarType = new ContentType(alternative.getBodyPart(2).getContentType());
        assertThat(calendarType.getBaseType()).isEqualTo("text/calendar");
        assertThat(calendarType.getParameter("charset")).isEqualTo("utf-8");
        assertThat(calendarType.getParameter("method")).isEqualTo(method);
        assertThat(alternative.getBodyPart(2).getDisposition()).isNull();
        assertThat(octets(alternative.getBodyPart(2))).contains("METHOD:" + method + "\r\n");
    }

    @Test
    void a_mail_without_a_calendar_is_the_alternative_of_two_texts() throws Exception {
        var template = Template.builder()
                .subject("Give blood")
                .text("Dear {{first_name}}")
                .html("<p>Dear {{first_name}}</p>")
                .compile(Set.of("first_name"));

        var message = message(render(template, Map.of("first_name", "Zoë")));

        assertThat(message.isMimeType("multipart/alternative")).isTrue();
        var alternative = (Multipart) message.getContent();
        assertThat(alternative.getCount()).isEqualTo(2);
        assertThat(content(alternative.getBodyPart(0))).isEqualTo("Dear Zoë\n");
        assertThat(content(alternative.getBodyPart(1))).isEqualTo("<p>Dear Zoë</p>\n");
    }

    @Test
    void a_header_of_the_caller_goes_out_as_it_is() throws Exception {
        var template = invitation()
                .header(
                        "List-Unsubscribe",
                        "<https://example.org/u/{{token}}>, <mailto:stop@example.org?subject={{token}}>")
                .header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
                .compile(Set.of("first_name", "city", "token"));

        var mail = parse(template, Map.of("first_name", "Zoë", "city", "Haarlem", "token", "t".repeat(100)));

        assertThat(mail.header("List-Unsubscribe").stream().map(MimeUtility::unfold))
                .containsExactly("<https://example.org/u/" + "t".repeat(100) + ">, <mailto:stop@example.org?subject="
                        + "t".repeat(100) + ">");
        assertThat(mail.header("List-Unsubscribe-Post")).containsExactly("List-Unsubscribe=One-Click");
    }

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

    private static Template.Builder invitation() {
        return Template.builder()
                .subject("{{first_name}}, give blood in {{city}}")
                .text("Dear {{first_name}},\n\n{{first_name}}\n{{first_name}}{{first_name}}{{city}}.")
                .html("<p title=\"{{first_name}}\">Dear {{first_name}} = {{city}}</p>\n")
                .calendar(CALENDAR);
    }

    private static byte[] render(Template template, Map<String, String> values) {
        var message = new Message("d1.e2@example.org", EmailAddress.of("Zoe@münchen.example"), values);
        return template.render(message, BLOOD_BANK, MORNING);
    }

    /** A rendered message that any relay accepts, parsed by Jakarta Mail. */
    private static Mail parse(Template template, Map<String, String> values) throws Exception {
        byte[] bytes = render(template, values);
        String wire = new String(bytes, StandardCharsets.ISO_8859_1);
        assertThat(wire)
                .matches("(?s)[\\x20-\\x7e\\t\\r\\n]*")
                .endsWith("\r\n")
                .doesNotContain(" \r\n", "\t\r\n", "Subject:\r\n");
        assertThat(wire.replace("\r\n", "")).doesNotContain("\r", "\n");
        assertThat(longestLine(wire)).isLessThanOrEqualTo(998);
        assertThat(longestLine(wire.substring(wire.indexOf("\r\n\r\n")))).isLessThanOrEqualTo(76);
        return Mail.of(message(bytes));
    }

    private static int longestLine(String lines) {
        return lines.lines().mapToInt(String::length).max().orElseThrow();
    }

    private static MimeMessage message(byte[] bytes) throws MessagingException {
        return new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(bytes));
    }

    private static String content(BodyPart part) throws Exception {
        return octets(part).replace("\r\n", "\n");
    }

    private static String octets(BodyPart part) throws IOException, MessagingException {
        try (InputStream decoded = part.getInputStream()) {
            return new String(decoded.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String html(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    private static String calendar(String text) {
        return text.replaceAll("([\\\\;,])", "\\\\$1").replace("\n", "\\n");
    }

    private record Mail(MimeMessage message, String subject, String text, String html, List<String> calendarLines) {

        static Mail of(MimeMessage message) throws Exception {
            var mixed = (Multipart) message.getContent();
            var alternative = (Multipart) mixed.getBodyPart(0).getContent();
            return new Mail(
                    message,
                    message.getSubject(),
                    content(alternative.getBodyPart(0)),
                    content(alternative.getBodyPart(1)),
                    unfolded(octets(mixed.getBodyPart(1))));
        }

        List<String> header(String name) throws MessagingException {
            return Arrays.asList(message.getHeader(name));
        }

        private static List<String> unfolded(String object) {
            assertThat(object).startsWith("BEGIN:VCALENDAR\r\n").endsWith("\r\nEND:VCALENDAR\r\n");
            var lines = new ArrayList<String>();
            for (String line : object.lines().toList()) {
                assertThat(line.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(75);
                if (line.startsWith(" ")) {
                    lines.set(lines.size() - 1, lines.get(lines.size() - 1) + line.substring(1));
                } else {
                    lines.add(line);
                }
            }
            return lines;
        }
    }
}
