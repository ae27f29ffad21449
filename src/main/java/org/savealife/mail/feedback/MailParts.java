package org.savealife.mail.feedback;

import jakarta.mail.MessagingException;
import jakarta.mail.Part;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.InternetHeaders;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimeUtility;
import jakarta.mail.util.ByteArrayDataSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UnsupportedEncodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The headers of a mail and those of its parts that a bounce may consist of. Anybody can send such a mail, so of each
 * thing only a limited amount is read. What cannot be read is absent.
 */
final class MailParts {

    /** A report has its parts at the top level; a mailing list or a virus scanner may have wrapped it once. */
    private static final int MAX_DEPTH = 3;

    private static final int MAX_PARTS = 30;
    private static final int MAX_VALUES = 20;
    private static final int MAX_GROUPS = 20;
    private static final int MAX_CONTENT_TYPE_LENGTH = 2_000;
    private static final int MAX_VALUE_LENGTH = 10_000;
    private static final int MAX_PART_BYTES = 64 * 1024;

    private static final Pattern BLANK_LINE = Pattern.compile("\\r?\\n[ \\t]*+\\r?\\n");

    /** The purpose of a part. Of several with the same purpose, the first counts. */
    enum Role {
        REPORT,
        COMPLAINT,
        RECEIPT,
        /** The message of ours that came back, or its headers. */
        OURS,
        TEXT,
        HTML,
        /** What a calendar program has to say. */
        CALENDAR;

        static Optional<Role> of(String type) {
            return Optional.ofNullable(
                    switch (type) {
                        case "message/delivery-status", "message/global-delivery-status" -> REPORT;
                        case "message/feedback-report" -> COMPLAINT;
                        case "message/disposition-notification", "message/global-disposition-notification" -> RECEIPT;
                        case "message/rfc822", "message/global", "text/rfc822-headers", "message/global-headers" ->
                            OURS;
                        case "text/plain" -> TEXT;
                        case "text/html" -> HTML;
                        case "text/calendar", "application/ics" -> CALENDAR;
                        default -> null;
                    });
        }
    }

    private final MimeMessage mail;
    private final Map<Role, Part> parts = new EnumMap<>(Role.class);

    MailParts(MimeMessage mail) {
        this.mail = mail;
        sort(mail, 0);
    }

    boolean has(Role role) {
        return parts.containsKey(role);
    }

    /** The decoded beginning of that part. */
    Optional<String> content(Role role) {
        return Optional.ofNullable(parts.get(role))
                .map(part -> content(part, role == Role.CALENDAR ? charset(part) : StandardCharsets.UTF_8));
    }

    /**
     * The groups of fields of that part: one for the message, and one for each recipient (RFC 3464 section 2.1). None
     * if there is no such part.
     */
    List<InternetHeaders> groups(Role role) {
        return content(role).map(MailParts::groups).orElse(List.of());
    }

    /** The values of the mail's own headers of that name, unfolded and decoded. */
    Stream<String> values(String name) {
        try {
            String[] values = mail.getHeader(name);
            return values == null
                    ? Stream.empty()
                    : Stream.of(values).limit(MAX_VALUES).map(MailParts::decoded);
        } catch (MessagingException unreadable) {
            return Stream.empty();
        }
    }

    /** The first field of that name, unfolded and decoded; "" if there is none. */
    static String field(InternetHeaders group, String name) {
        String[] values = group.getHeader(name);
        return values == null ? "" : decoded(values[0]).strip();
    }

    private void sort(Part part, int depth) {
        try {
            var type = type(part);
            if (!type.startsWith("multipart/")) {
                Role.of(type).ifPresent(role -> parts.putIfAbsent(role, part));
            } else if (depth < MAX_DEPTH) {
                var inner = partsOf(part);
                for (var index = 0; index < inner.getCount(); index++) {
                    sort(inner.getBodyPart(index), depth + 1);
                }
            }
        } catch (MessagingException | IOException unreadable) {
            // The parts found so far are used
        }
    }

    /** Cuts off all parts after the first ones: Jakarta Mail reads all at once, and spends much time on each. */
    private static MimeMultipart partsOf(Part part) throws MessagingException, IOException {
        var type = part.getContentType();
        var boundary = new ContentType(type).getParameter("boundary");
        if (boundary == null) {
            return new MimeMultipart();
        }
        try (var stream = part.getInputStream()) {
            var content = new String(stream.readAllBytes(), StandardCharsets.ISO_8859_1);
            var end = 0;
            for (var found = 0; found <= MAX_PARTS && end >= 0; found++) {
                end = content.indexOf("\n--" + boundary, end + 1);
            }
            var kept = end < 0 ? content : content.substring(0, end);
            return new MimeMultipart(new ByteArrayDataSource(kept.getBytes(StandardCharsets.ISO_8859_1), type));
        }
    }

    private static String type(Part part) throws MessagingException {
        var type = part.getContentType();
        return type.length() > MAX_CONTENT_TYPE_LENGTH
                ? ""
                : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    private static String content(Part part, Charset charset) {
        try (var content = decoded(part)) {
            return new String(content.readNBytes(MAX_PART_BYTES), charset);
        } catch (MessagingException | IOException unreadable) {
            return "";
        }
    }

    /** The charset that the part names; UTF-8 if it names none, or one that we do not know (RFC 5545 section 3.1.4). */
    private static Charset charset(Part part) {
        try {
            var named = new ContentType(part.getContentType()).getParameter("charset");
            return named == null ? StandardCharsets.UTF_8 : Charset.forName(MimeUtility.javaCharset(named));
        } catch (MessagingException | IllegalArgumentException unknown) {
            return StandardCharsets.UTF_8;
        }
    }

    /** Jakarta Mail does not decode parts that are messages, although RFC 6533 allows base64 there. */
    private static InputStream decoded(Part part) throws MessagingException, IOException {
        var encoding = part.getHeader("Content-Transfer-Encoding");
        return encoding != null && type(part).startsWith("message/")
                ? MimeUtility.decode(part.getInputStream(), encoding[0].strip())
                : part.getInputStream();
    }

    private static List<InternetHeaders> groups(String content) {
        var groups = new ArrayList<InternetHeaders>();
        try {
            var texts = BLANK_LINE
                    .splitAsStream(content)
                    .filter(text -> !text.isBlank())
                    .limit(MAX_GROUPS)
                    .toList();
            for (var text : texts) {
                groups.add(new InternetHeaders(
                        new ByteArrayInputStream((text.strip() + "\r\n\r\n").getBytes(StandardCharsets.UTF_8)), true));
            }
        } catch (MessagingException unreadable) {
            groups.clear();
        }
        return groups;
    }

    private static String decoded(String value) {
        String unfolded = MimeUtility.unfold(value.substring(0, Math.min(value.length(), MAX_VALUE_LENGTH)));
        try {
            return MimeUtility.decodeText(unfolded);
        } catch (UnsupportedEncodingException unknown) {
            return unfolded;
        }
    }
}
