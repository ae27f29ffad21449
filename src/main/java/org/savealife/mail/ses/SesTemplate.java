package org.savealife.mail.ses;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.savealife.mail.message.EscapeContext;
import org.savealife.mail.message.HeaderField;
import org.savealife.mail.message.Message;
import org.savealife.mail.message.Template;
import org.savealife.mail.message.TemplateText;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sesv2.model.Attachment;
import software.amazon.awssdk.services.sesv2.model.AttachmentContentDisposition;
import software.amazon.awssdk.services.sesv2.model.AttachmentContentTransferEncoding;
import software.amazon.awssdk.services.sesv2.model.BulkEmailContent;
import software.amazon.awssdk.services.sesv2.model.BulkEmailEntry;
import software.amazon.awssdk.services.sesv2.model.MessageHeader;

/**
 * A {@link Template} as Amazon SES takes it: an inline template that goes along with each call, and for each message the
 * data for its variables and its headers.
 *
 * <p>SES fills inline templates by "simple substitutions" only (API v2, Template, TemplateContent), and "doesn't escape
 * HTML content when rendering the HTML template" (Developer Guide, "Advanced email personalization"). So a slot is two
 * variables, one with the value as it is and one with the value escaped for HTML, both in double braces; triple braces
 * are not promised for inline templates. What is filled in is not read as template again.
 *
 * <p>SES sets Message-ID itself, over any that is given (Developer Guide, "Header fields"); ours goes in
 * {@value #MESSAGE_ID}.
 */
public final class SesTemplate {

    public static final String MESSAGE_ID = "X-Savealife-Message-ID";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PLAIN = "plain_";
    private static final String HTML = "html_";

    /** What begins, ends or hides a variable. In text that is ours each is a variable itself, so it means nothing. */
    private static final Map<String, String> SIGNS =
            Map.of("sign_opening", "{", "sign_closing", "}", "sign_backslash", "\\");

    private static final Pattern SIGN = Pattern.compile("[{}\\\\]");

    /** Of a header's value (API v2, MessageHeader). */
    private static final int MAX_VALUE_LENGTH = 870;

    private final Template.Parts parts;
    private final String subject;
    private final String text;
    private final String html;

    SesTemplate(Template template) {
        this.parts = template.parts();
        this.subject = source(parts.subject(), PLAIN);
        this.text = source(parts.text(), PLAIN);
        this.html = source(parts.html(), HTML);
    }

    /** Whether one call can carry several messages: all of them have the same attachments. */
    boolean isForMany() {
        return parts.calendar().map(calendar -> calendar.slots().isEmpty()).orElse(true);
    }

    /** @param values those of one message; of any, if this is for many */
    BulkEmailContent content(Map<String, String> values) {
        return BulkEmailContent.builder()
                .template(template -> template.templateContent(
                                content -> content.subject(subject).text(text).html(html))
                        .templateData("{}")
                        .attachments(attachments(values)))
                .build();
    }

    /**
     * The message's own share of a call.
     *
     * @throws IllegalArgumentException if a slot has no value, or one that must not go where the slot is; the message names
     *     the slot, not the value
     */
    BulkEmailEntry entry(Message message) {
        String data = data(message.values());
        attachments(message.values());
        return BulkEmailEntry.builder()
                .destination(to -> to.toAddresses(message.to().ascii()))
                .replacementEmailContent(content ->
                        content.replacementTemplate(replacement -> replacement.replacementTemplateData(data)))
                .replacementHeaders(headers(message))
                .build();
    }

    private static String source(TemplateText text, String prefix) {
        var source = new StringBuilder();
        for (TemplateText.Piece piece : text.pieces()) {
            source.append(
                    piece instanceof TemplateText.Slot slot
                            ? variable(prefix + slot.name())
                            : withoutSigns(((TemplateText.Literal) piece).text()));
        }
        return source.toString();
    }

    private static String withoutSigns(String literal) {
        return SIGN.matcher(literal).replaceAll(sign -> variable(nameOfSign(sign.group())));
    }

    private static String nameOfSign(String sign) {
        return switch (sign) {
            case "{" -> "sign_opening";
            case "}" -> "sign_closing";
            default -> "sign_backslash";
        };
    }

    private static String variable(String name) {
        return "{{" + name + "}}";
    }

    private String data(Map<String, String> values) {
        var data = new HashMap<>(SIGNS);
        fill(data, PLAIN, parts.text(), EscapeContext.TEXT, values);
        fill(data, PLAIN, parts.subject(), EscapeContext.HEADER, values);
        fill(data, HTML, parts.html(), EscapeContext.HTML, values);
        try {
            return JSON.writeValueAsString(data);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Texts always make a JSON object", e);
        }
    }

    private static void fill(
            Map<String, String> data,
            String prefix,
            TemplateText text,
            EscapeContext place,
            Map<String, String> values) {
        for (String slot : text.slots()) {
            data.put(prefix + slot, new TemplateText.Slot(slot).fill(place, values));
        }
    }

    private List<MessageHeader> headers(Message message) {
        var headers = new ArrayList<MessageHeader>();
        headers.add(header(MESSAGE_ID, "<" + message.messageId() + ">"));
        headers.add(header("Auto-Submitted", "auto-generated"));
        parts.headers()
                .forEach(
                        (name, value) -> headers.add(header(name, value.fill(EscapeContext.HEADER, message.values()))));
        return headers;
    }

    /** Whether SES looks for variables in headers is not said, so what looks like one is not sent. */
    private static MessageHeader header(String name, String value) {
        String unused = HeaderField.structured(name, value);
        if (value.length() > MAX_VALUE_LENGTH || value.contains("{{")) {
            throw new IllegalArgumentException(
                    "Header " + name + " is longer than 870 characters, or has two braces in a row");
        }
        return MessageHeader.builder().name(name).value(value).build();
    }

    /** SES wants a bare media type; UTF-8 is its default (RFC 5545 section 3.1.4), and the method is in the object. */
    private List<Attachment> attachments(Map<String, String> values) {
        return parts.calendar().stream()
                .map(calendar -> Attachment.builder()
                        .fileName("invite.ics")
                        .contentType("text/calendar")
                        .contentDisposition(AttachmentContentDisposition.ATTACHMENT)
                        .contentTransferEncoding(AttachmentContentTransferEncoding.BASE64)
                        .rawContent(SdkBytes.fromByteArray(calendar.fill(values)))
                        .build())
                .toList();
    }
}
