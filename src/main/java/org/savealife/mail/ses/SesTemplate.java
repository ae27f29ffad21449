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
 * A {@link Template} in the form of Amazon SES: an inline template that is part of each call, and for each message the
 * data of its variables and its headers.
 *
 * <p>In inline templates, SES supports "simple substitutions" only (API v2, Template, TemplateContent), and it "doesn't
 * escape HTML content when rendering the HTML template" (Developer Guide, "Advanced email personalization"). So a slot
 * becomes two variables, one with the plain value and one with the value escaped for HTML, both in double braces;
 * triple braces are not documented for inline templates. SES does not interpret inserted values as templates.
 *
 * <p>SES sets its own Message-ID and ignores others (Developer Guide, "Header fields"). Ours is in
 * {@value #MESSAGE_ID}.
 */
public final class SesTemplate {

    public static final String MESSAGE_ID = "X-Savealife-Message-ID";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PLAIN = "plain_";
    private static final String HTML = "html_";

    /**
     * Characters that begin, end or escape a variable. In our own text, each becomes a variable, so that it has no
     * meaning.
     */
    private static final Map<String, String> SIGNS =
            Map.of("sign_opening", "{", "sign_closing", "}", "sign_backslash", "\\");

    private static final Pattern SIGN = Pattern.compile("[{}\\\\]");

    /** Maximum length of a header's value (API v2, MessageHeader). */
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

    /** Whether one call can contain several messages: if all have the same attachments. */
    boolean isForMany() {
        return parts.calendar().map(calendar -> calendar.slots().isEmpty()).orElse(true);
    }

    /** @param values of one message; of any message, if one call can contain several */
    BulkEmailContent content(Map<String, String> values) {
        return BulkEmailContent.builder()
                .template(template -> template.templateContent(
                                content -> content.subject(subject).text(text).html(html))
                        .templateData("{}")
                        .attachments(attachments(values)))
                .build();
    }

    /**
     * The part of a call that belongs to this message.
     *
     * @throws IllegalArgumentException if a slot has no value, or one that is not allowed there; the message names the
     *     slot, not the value
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

    /** It is not documented whether SES replaces variables in headers, so a value that looks like one is refused. */
    private static MessageHeader header(String name, String value) {
        String unused = HeaderField.structured(name, value);
        if (value.length() > MAX_VALUE_LENGTH || value.contains("{{")) {
            throw new IllegalArgumentException(
                    "Header " + name + " is longer than 870 characters, or has two braces in a row");
        }
        return MessageHeader.builder().name(name).value(value).build();
    }

    /**
     * SES requires a media type without parameters. UTF-8 is its default (RFC 5545 section 3.1.4), and the object
     * contains the method.
     */
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
