package org.savealife.mail;

import jakarta.mail.MessagingException;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetHeaders;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads a mail that came to the return path of one of ours: a delivery status notification (RFC 3464) or a complaint in the
 * Abuse Reporting Format (RFC 5965). Whatever else it is, an automatic reply say, tells nothing.
 *
 * <p>Anybody can write such a mail. So whom it is about is only what the return path says that it came to, never an address
 * that is in it.
 */
public final class BounceMail {

    private static final Session SESSION = Session.getInstance(new Properties());

    /** Where mail servers write the address of the envelope, which names whom the message was to. */
    private static final List<String> ADDRESSED_TO = List.of("X-Original-To", "Delivered-To", "Envelope-To", "To");

    private static final Set<String> DELIVERY_STATUS =
            Set.of("message/delivery-status", "message/global-delivery-status");
    private static final Set<String> FEEDBACK_REPORT = Set.of("message/feedback-report");

    /** A report has its parts at the top; a mailing list or a virus scanner may have wrapped it once. */
    private static final int DEEPEST = 3;

    private static final Pattern BLANK_LINE = Pattern.compile("\\r?\\n[ \\t]*\\r?\\n");
    private static final Pattern STATUS = Pattern.compile("^\\s*([245])\\.(\\d{1,3})\\.\\d{1,3}");
    private static final Pattern REPLY = Pattern.compile("(?:^|;)\\s*([245])\\d\\d[ -]?(?:[245]\\.(\\d{1,3})\\.\\d)?");

    /** The class of statuses about "security or policy" (RFC 3463 section 3.8): they are about us, not about the address. */
    private static final String POLICY = "7";

    private static final Pattern MESSAGE_ID = Pattern.compile("[!-~&&[^<>]]{1,250}");

    private BounceMail() {}

    /** What the mail tells; its recipients are texts in which our return path may be. */
    public static Feedback read(byte[] source) {
        try {
            var mail = new MimeMessage(SESSION, new ByteArrayInputStream(source));
            Optional<Part> bounce = find(mail, DELIVERY_STATUS, 0);
            if (bounce.isPresent()) {
                return bounce(mail, groups(bounce.get()));
            }
            return find(mail, FEEDBACK_REPORT, 0)
                    .map(report -> complaint(mail, groups(report)))
                    .orElse(Feedback.NOTHING);
        } catch (MessagingException unreadable) {
            return Feedback.NOTHING;
        }
    }

    private static Feedback bounce(MimeMessage mail, List<InternetHeaders> groups) {
        return groups.stream()
                .filter(BounceMail::isFailure)
                .findFirst()
                .map(group -> Feedback.of(
                        isPermanent(group) ? Feedback.Kind.BOUNCED : Feedback.Kind.PUT_OFF,
                        addressedTo(mail),
                        said(group),
                        messageId(mail)))
                .orElse(Feedback.NOTHING);
    }

    /** Original-Mail-From is the return path of the mail complained about (RFC 5965 section 3.2). */
    private static Feedback complaint(MimeMessage mail, List<InternetHeaders> groups) {
        return groups.stream()
                .filter(group -> field(group, "Feedback-Type").equalsIgnoreCase("abuse"))
                .findFirst()
                .map(group -> Feedback.of(
                        Feedback.Kind.COMPLAINED,
                        Stream.concat(Stream.of(field(group, "Original-Mail-From")), addressedTo(mail).stream())
                                .toList(),
                        "",
                        messageId(mail)))
                .orElse(Feedback.NOTHING);
    }

    /** Delayed, delivered, relayed and expanded are the other actions (RFC 3464 section 2.3.3); some name none. */
    private static boolean isFailure(InternetHeaders group) {
        String action = field(group, "Action").toLowerCase(Locale.ROOT);
        boolean named = !field(group, "Status").isEmpty()
                || !field(group, "Diagnostic-Code").isEmpty();
        return action.startsWith("failed") || (action.isEmpty() && named);
    }

    /** By the status, and where there is none by the reply. */
    private static boolean isPermanent(InternetHeaders group) {
        Matcher status = STATUS.matcher(field(group, "Status"));
        Matcher code = status.find() ? status : REPLY.matcher(field(group, "Diagnostic-Code"));
        return (code == status || code.find()) && "5".equals(code.group(1)) && !POLICY.equals(code.group(2));
    }

    private static String said(InternetHeaders group) {
        String diagnostic = field(group, "Diagnostic-Code");
        return diagnostic.isEmpty() ? field(group, "Status") : diagnostic;
    }

    private static List<String> addressedTo(MimeMessage mail) {
        return ADDRESSED_TO.stream().flatMap(name -> headers(mail, name)).toList();
    }

    private static Stream<String> headers(MimeMessage mail, String name) {
        try {
            String[] values = mail.getHeader(name);
            return values == null ? Stream.empty() : Stream.of(values).map(BounceMail::decoded);
        } catch (MessagingException unreadable) {
            return Stream.empty();
        }
    }

    /** Of this mail, not of ours; anybody may have written it, so nothing else gets into the log. */
    private static String messageId(MimeMessage mail) {
        return headers(mail, "Message-ID")
                .map(id -> id.strip().replaceAll("[<>]", ""))
                .filter(id -> MESSAGE_ID.matcher(id).matches())
                .findFirst()
                .orElse("");
    }

    private static Optional<Part> find(Part part, Set<String> types, int depth) throws MessagingException {
        if (types.contains(type(part))) {
            return Optional.of(part);
        }
        if (!type(part).startsWith("multipart/") || depth == DEEPEST) {
            return Optional.empty();
        }
        var parts = new MimeMultipart(part.getDataHandler().getDataSource());
        for (int index = 0; index < parts.getCount(); index++) {
            Optional<Part> found = find(parts.getBodyPart(index), types, depth + 1);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static String type(Part part) throws MessagingException {
        return part.getContentType().split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    /** The groups of fields of a report, one for the message and one for each recipient (RFC 3464 section 2.1). */
    private static List<InternetHeaders> groups(Part report) {
        var groups = new ArrayList<InternetHeaders>();
        try (var content = report.getInputStream()) {
            var text = new String(content.readAllBytes(), StandardCharsets.UTF_8);
            for (String group : BLANK_LINE.splitAsStream(text.strip()).toList()) {
                groups.add(new InternetHeaders(
                        new ByteArrayInputStream((group.strip() + "\r\n\r\n").getBytes(StandardCharsets.UTF_8)), true));
            }
        } catch (MessagingException | IOException unreadable) {
            groups.clear();
        }
        return groups;
    }

    /** The first field of that name, unfolded and decoded; empty if there is none. */
    private static String field(InternetHeaders group, String name) {
        String[] values = group.getHeader(name);
        return values == null ? "" : decoded(values[0]).strip();
    }

    private static String decoded(String value) {
        String unfolded = MimeUtility.unfold(value);
        try {
            return MimeUtility.decodeText(unfolded);
        } catch (UnsupportedEncodingException unknown) {
            return unfolded;
        }
    }
}
