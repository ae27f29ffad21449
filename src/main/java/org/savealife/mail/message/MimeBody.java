package org.savealife.mail.message;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * A message without the headers that are new for each sending, encoded as far as possible before the values of the
 * slots are known. Rendering it means copying bytes, and encoding the values between them. Immutable.
 *
 * <p>It is {@code multipart/alternative} of plain text and HTML; with a calendar to be published, {@code
 * multipart/mixed} of that and the calendar as an attachment. A calendar with another method is a third alternative:
 * there calendar programs look for what changes an entry by itself (RFC 6047 section 2.4). Texts are quoted-printable,
 * which is readable and has no line over 76 characters. The calendar is base64, so that no relay changes its line ends.
 */
final class MimeBody {

    /** A part of the message, in the order of sending. */
    private interface Segment {
        void append(Map<String, String> values, ByteArrayOutputStream out);
    }

    /** Neither quoted-printable nor base64 contains {@code =_}, so a boundary cannot occur in a part. */
    private static final String ALTERNATIVE = "=_savealife_alternative";

    private static final String MIXED = "=_savealife_mixed";
    private static final int UNKNOWN = -1;

    private final List<Segment> segments = new ArrayList<>();
    private final ByteArrayOutputStream unchanging = new ByteArrayOutputStream();

    private MimeBody() {}

    static MimeBody of(TemplateText subject, Map<String, TemplateText> headers, TemplateText text, TemplateText html) {
        var body = new MimeBody();
        body.addHeaders(subject, headers);
        body.addAlternative(text, html);
        body.endAlternative();
        body.endUnchanging();
        return body;
    }

    static MimeBody of(
            TemplateText subject,
            Map<String, TemplateText> headers,
            TemplateText text,
            TemplateText html,
            CalendarObject calendar) {
        var body = new MimeBody();
        body.addHeaders(subject, headers);
        if (calendar.method() == CalendarObject.Method.PUBLISH) {
            body.add("Content-Type: multipart/mixed; boundary=\"" + MIXED + "\"\r\n\r\n--" + MIXED + "\r\n");
            body.addAlternative(text, html);
            body.endAlternative();
            body.add("\r\n--" + MIXED + "\r\n");
            body.addCalendar(calendar, "; name=invite.ics", "Content-Disposition: attachment; filename=invite.ics\r\n");
            body.add("\r\n--" + MIXED + "--\r\n");
        } else {
            body.addAlternative(text, html);
            body.add("\r\n--" + ALTERNATIVE + "\r\n");
            body.addCalendar(calendar, "", "");
            body.endAlternative();
        }
        body.endUnchanging();
        return body;
    }

    /** @throws IllegalArgumentException if a slot has no value, or one that is not allowed there */
    void append(Map<String, String> values, ByteArrayOutputStream out) {
        for (Segment segment : segments) {
            segment.append(values, out);
        }
    }

    private void addHeaders(TemplateText subject, Map<String, TemplateText> headers) {
        add("MIME-Version: 1.0\r\nAuto-Submitted: auto-generated\r\n");
        addHeader(subject, value -> HeaderField.text("Subject", value));
        headers.forEach((name, header) -> addHeader(header, value -> HeaderField.structured(name, value)));
    }

    private void addHeader(TemplateText header, UnaryOperator<String> field) {
        if (header.slots().isEmpty()) {
            add(field.apply(header.fill(EscapeContext.HEADER, Map.of())));
        } else {
            addChanging((values, out) -> out.writeBytes(ascii(field.apply(header.fill(EscapeContext.HEADER, values)))));
        }
    }

    private void addAlternative(TemplateText text, TemplateText html) {
        add("Content-Type: multipart/alternative; boundary=\"" + ALTERNATIVE + "\"\r\n\r\n--" + ALTERNATIVE + "\r\n");
        add("Content-Type: text/plain; charset=utf-8\r\n");
        addQuotedPrintable(EscapeContext.TEXT, text);
        add("\r\n--" + ALTERNATIVE + "\r\n");
        add("Content-Type: text/html; charset=utf-8\r\n");
        addQuotedPrintable(EscapeContext.HTML, html);
    }

    private void endAlternative() {
        add("\r\n--" + ALTERNATIVE + "--\r\n");
    }

    /** The text after a slot begins on a new encoded line, because the column after the value is not known here. */
    private void addQuotedPrintable(EscapeContext place, TemplateText text) {
        add("Content-Transfer-Encoding: quoted-printable\r\n\r\n");
        int column = 0;
        for (TemplateText.Piece piece : text.pieces()) {
            if (column == UNKNOWN) {
                add(startsWithLineBreak(piece) ? "" : QuotedPrintable.SOFT_BREAK);
                column = 0;
            }
            if (piece instanceof TemplateText.Slot slot) {
                int start = column;
                addChanging((values, out) -> QuotedPrintable.encode(slot.fill(place, values), start, out));
                column = UNKNOWN;
            } else {
                column = QuotedPrintable.encode(((TemplateText.Literal) piece).text(), column, unchanging);
            }
        }
    }

    private static boolean startsWithLineBreak(TemplateText.Piece piece) {
        return piece instanceof TemplateText.Literal literal && literal.text().startsWith("\n");
    }

    private void addCalendar(CalendarObject calendar, String parameters, String disposition) {
        add("Content-Type: text/calendar; charset=utf-8; method=" + calendar.method() + parameters + "\r\n");
        add(disposition);
        add("Content-Transfer-Encoding: base64\r\n\r\n");
        if (calendar.slots().isEmpty()) {
            unchanging.writeBytes(base64(calendar.fill(Map.of())));
        } else {
            addChanging((values, out) -> out.writeBytes(base64(calendar.fill(values))));
        }
    }

    private static byte[] base64(byte[] octets) {
        return Base64.getMimeEncoder().encode(octets);
    }

    private void add(String ascii) {
        unchanging.writeBytes(ascii(ascii));
    }

    private void addChanging(Segment segment) {
        endUnchanging();
        segments.add(segment);
    }

    private void endUnchanging() {
        byte[] bytes = unchanging.toByteArray();
        unchanging.reset();
        segments.add((values, out) -> out.writeBytes(bytes));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
