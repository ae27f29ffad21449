package org.savealife.mail.message;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
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
import java.util.Set;

/**
 * A message that a template rendered, parsed by Jakarta Mail.
 *
 * @param calendarLines unfolded
 */
record RenderedMail(MimeMessage message, String subject, String text, String html, List<String> calendarLines) {

    static final Instant MORNING = Instant.parse("2026-11-03T08:05:09Z");
    private static final Sender BLOOD_BANK = Sender.parse("Blood bank <bank@example.org>");
    static final Set<String> SLOTS = Set.of("first_name", "city");
    static final String CALENDAR = """
            BEGIN:VCALENDAR
            VERSION:2.0
            METHOD:PUBLISH
            BEGIN:VEVENT
            SUMMARY;LANGUAGE="a:b":Give blood, {{first_name}}
            LOCATION:{{city}}
            END:VEVENT
            END:VCALENDAR
            """;

    static Template.Builder invitation() {
        return Template.builder()
                .subject("{{first_name}}, give blood in {{city}}")
                .text("Dear {{first_name}},\n\n{{first_name}}\n{{first_name}}{{first_name}}{{city}}.")
                .html("<p title=\"{{first_name}}\">Dear {{first_name}} = {{city}}</p>\n")
                .calendar(CALENDAR);
    }

    static byte[] render(Template template, Map<String, String> values) {
        var message = new Message("d1.e2@example.org", EmailAddress.of("Zoe@münchen.example"), values);
        return template.render(message, BLOOD_BANK, MORNING);
    }

    /** A rendered message that any relay accepts, parsed by Jakarta Mail. */
    static RenderedMail parse(Template template, Map<String, String> values) throws Exception {
        byte[] bytes = render(template, values);
        String wire = new String(bytes, StandardCharsets.ISO_8859_1);
        assertThat(wire)
                .matches("(?s)[\\x20-\\x7e\\t\\r\\n]*")
                .endsWith("\r\n")
                .doesNotContain(" \r\n", "\t\r\n", "Subject:\r\n");
        assertThat(wire.replace("\r\n", "")).doesNotContain("\r", "\n");
        assertThat(longestLine(wire)).isLessThanOrEqualTo(998);
        assertThat(longestLine(wire.substring(wire.indexOf("\r\n\r\n")))).isLessThanOrEqualTo(76);
        return RenderedMail.of(message(bytes));
    }

    static RenderedMail of(MimeMessage message) throws Exception {
        var mixed = (Multipart) message.getContent();
        var alternative = (Multipart) mixed.getBodyPart(0).getContent();
        return new RenderedMail(
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

    private static int longestLine(String lines) {
        return lines.lines().mapToInt(String::length).max().orElseThrow();
    }

    static MimeMessage message(byte[] bytes) throws MessagingException {
        return new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(bytes));
    }

    static String content(BodyPart part) throws Exception {
        return octets(part).replace("\r\n", "\n");
    }

    static String octets(BodyPart part) throws IOException, MessagingException {
        try (InputStream decoded = part.getInputStream()) {
            return new String(decoded.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
