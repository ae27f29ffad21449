package org.savealife.mail.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.savealife.mail.message.RenderedMail.CALENDAR;
import static org.savealife.mail.message.RenderedMail.MORNING;
import static org.savealife.mail.message.RenderedMail.SLOTS;
import static org.savealife.mail.message.RenderedMail.content;
import static org.savealife.mail.message.RenderedMail.invitation;
import static org.savealife.mail.message.RenderedMail.message;
import static org.savealife.mail.message.RenderedMail.octets;
import static org.savealife.mail.message.RenderedMail.parse;
import static org.savealife.mail.message.RenderedMail.render;

import jakarta.mail.Multipart;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.MimeUtility;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What arrives of a template and of the values for one message. */
class TemplateTest {

    @ParameterizedTest
    @MethodSource("org.savealife.mail.message.NastyTexts#lines")
    void a_value_arrives_in_every_part_as_it_was(String value) throws Exception {
        var template = invitation().compile(SLOTS);

        var mail = parse(template, Map.of("first_name", value, "city", "Haarlem"));

        assertThat(mail.subject()).isEqualTo(value + ", give blood in Haarlem");
        assertThat(mail.text()).isEqualTo("Dear " + value + ",\n\n" + value + "\n" + value + value + "Haarlem.\n");
        assertThat(mail.html()).isEqualTo("<p title=\"" + html(value) + "\">Dear " + html(value) + " = Haarlem</p>\n");
        assertThat(mail.calendarLines()).contains("SUMMARY;LANGUAGE=\"a:b\":Give blood, " + calendar(value));
    }

    @ParameterizedTest
    @MethodSource("org.savealife.mail.message.NastyTexts#random")
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
    @MethodSource("org.savealife.mail.message.NastyTexts#random")
    void a_random_value_arrives_in_the_subject_as_it_was(String value) throws Exception {
        var template = invitation().compile(SLOTS);
        String line = value.replaceAll("[\r\n\t\u2028]", "");

        var mail = parse(template, Map.of("first_name", line, "city", line));

        assertThat(mail.subject()).isEqualTo(line + ", give blood in " + line);
    }

    @ParameterizedTest
    @MethodSource("org.savealife.mail.message.NastyTexts#random")
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
    @MethodSource("org.savealife.mail.message.NastyTexts#random")
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
}
