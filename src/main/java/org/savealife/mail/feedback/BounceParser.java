package org.savealife.mail.feedback;

import jakarta.mail.MessagingException;
import jakarta.mail.Part;
import jakarta.mail.Session;
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
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A mail that came to the return path of one of ours: a delivery status notification (RFC 3464, RFC 6533), a complaint in the
 * Abuse Reporting Format (RFC 5965, RFC 6430) or that of Outlook.com, or what an older mail server writes in its own words.
 * Whatever else it is, an automatic reply or a receipt say, tells nothing.
 *
 * <p>Anybody can write such a mail. So whom it is about is only what the return path says that it came to, never an address
 * that is in it; and of each part only the beginning is looked at. Whoever takes it asks {@link #addressedTo} whose it is,
 * and reads it only then.
 */
public final class BounceParser {

    private static final Session SESSION = Session.getInstance(new Properties());

    /** Where mail servers write the address of the envelope, which names whom the message was to. */
    private static final List<String> ADDRESSED_TO = List.of("X-Original-To", "Delivered-To", "Envelope-To", "To");

    /** What of the headers of ours may name whom it was to, where a mail encloses them. */
    private static final List<String> OURS = List.of("Return-Path", "List-Unsubscribe", "Message-ID");

    /** Outlook.com encloses what was complained about, says so in the subject, and names the recipient in a header. */
    private static final String OUTLOOKS_RECIPIENT = "X-HmXmrOriginalRecipient";

    private static final String OUTLOOKS_SUBJECT = "complaint about message from";

    /** The types of report (RFC 5965, RFC 6430) that say that the recipient wants no more. */
    private static final Set<String> COMPLAINTS = Set.of("abuse", "fraud", "opt-out", "opt-out-list");

    /** A report has its parts at the top; a mailing list or a virus scanner may have wrapped it once. */
    private static final int DEEPEST = 3;

    private static final int MAX_PARTS = 30;
    private static final int MAX_VALUES = 20;
    private static final int MAX_GROUPS = 20;
    private static final int MAX_CONTENT_TYPE_LENGTH = 2_000;
    private static final int MAX_VALUE_LENGTH = 10_000;
    private static final int MAX_PART_BYTES = 64 * 1024;

    private static final Pattern BLANK_LINE = Pattern.compile("\\r?\\n[ \\t]*+\\r?\\n");
    private static final Pattern MESSAGE_ID = Pattern.compile("[!-~&&[^<>]]{1,250}");

    private static final Pattern FROM_MAIL_SERVER =
            Pattern.compile("mailer-daemon|postmaster|mail delivery (?:sub)?system", Pattern.CASE_INSENSITIVE);

    private static final Pattern SUBJECT_OF_BOUNCE = Pattern.compile(
            "undeliver|delivery (?:status|fail|has failed|problem|report)|delivery notification|(?:mail|message) (?:delivery )?fail|"
                    + "failure notice|failed mail|returned (?:mail|to sender)|not delivered|non-?delivery|nondeliverable|"
                    + "unzustellbar|onbestelbaar|niet bezorgd|non remis|mail system error",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern SUBJECT_OF_REPLY = Pattern.compile(
            "^(?:auto(?:matic)?[ -]?(?:reply|response|antwort)|automatisch antwoord|out of (?:the )?office|afwezig|abwesen|"
                    + "r\u00e9ponse automatique|respuesta autom\u00e1tica|risposta automatica)",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

    /** The first line of what a mail server quotes of ours: what we wrote decides nothing. */
    private static final Pattern QUOTED = Pattern.compile(
            "^(?: {0,8}[-=_*~+#]{2,40} ?[^\\n]{0,60}\\b(?:message|mail|copy|headers?)\\b[^\\n]{0,80}"
                    + "|[^\\n]{0,60}\\b(?:original message follows|copy of (?:the|your) (?:original )?message)\\b[^\\n]{0,80}"
                    + "|(?:> ?)?(?:received|return-path): [^\\n]{0,200})",
            Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);

    /** Of a reply, or an enhanced one: the line that has it says most. */
    private static final Pattern CODE = Pattern.compile("(?<!\\w)[45](?:\\d\\d[ -]|\\.\\d{1,3}\\.\\d{1,3}(?!\\w))");

    private static final Pattern TAG = Pattern.compile("<[^<>]{0,500}>");
    private static final Pattern LINE_END = Pattern.compile("\\r\\n?|\\n");

    /** What a part is to us. */
    private enum Role {
        REPORT,
        COMPLAINT,
        RECEIPT,
        OURS,
        TEXT,
        HTML;

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
                        default -> null;
                    });
        }
    }

    private final MimeMessage mail;
    private final Map<Role, Part> parts = new EnumMap<>(Role.class);
    private final List<InternetHeaders> ours;
    private final List<InternetHeaders> complaint;

    private BounceParser(MimeMessage mail) {
        this.mail = mail;
        sort(mail, 0);
        ours = part(Role.OURS).flatMap(part -> groups(part).stream().findFirst()).stream()
                .toList();
        complaint = part(Role.COMPLAINT).map(BounceParser::groups).orElse(List.of());
    }

    /** The mail as a mail server hands it over; what is none can be asked all the same, and tells nothing. */
    public static BounceParser of(byte[] source) {
        try {
            return new BounceParser(new MimeMessage(SESSION, new ByteArrayInputStream(source)));
        } catch (MessagingException unreadable) {
            return new BounceParser(new MimeMessage(SESSION));
        }
    }

    /** Texts in which the return path may be that this mail came to, or that complained about; the likeliest first. */
    public List<String> addressedTo() {
        var named = ADDRESSED_TO.stream().flatMap(name -> values(mail, name));
        var complainedAbout = complaint.stream().map(group -> field(group, "Original-Mail-From"));
        var enclosed = ours.stream().flatMap(headers -> OURS.stream().map(name -> field(headers, name)));
        return Stream.of(complainedAbout, named, enclosed)
                .flatMap(texts -> texts)
                .filter(text -> !text.isEmpty())
                .toList();
    }

    /** Of this mail, not of ours; anybody may have written it, so nothing else gets into the log. May be empty. */
    public String messageId() {
        return values(mail, "Message-ID")
                .map(id -> id.strip().replaceAll("[<>]", ""))
                .filter(id -> MESSAGE_ID.matcher(id).matches())
                .findFirst()
                .orElse("");
    }

    /** Whether it is a report of the provider that somebody complained, or did not. */
    public boolean isComplaint() {
        return !complaint.isEmpty() || isComplaintOfOutlook();
    }

    /** What it tells. */
    public Feedback read() {
        if (!complaint.isEmpty()) {
            return complaint.stream()
                            .map(group -> field(group, "Feedback-Type").toLowerCase(Locale.ROOT))
                            .anyMatch(COMPLAINTS::contains)
                    ? told(Feedback.Kind.COMPLAINED, "")
                    : Feedback.NOTHING;
        }
        var report = part(Role.REPORT).map(BounceParser::groups).orElse(List.of());
        if (!report.isEmpty()) {
            return report(report);
        }
        if (part(Role.RECEIPT).isPresent()) {
            return Feedback.NOTHING;
        }
        return isComplaintOfOutlook() ? told(Feedback.Kind.COMPLAINED, "") : inOwnWords();
    }

    /** A message that arrived somewhere, as one that an address forwards to several, is none that came back. */
    private Feedback report(List<InternetHeaders> groups) {
        var failures = groups.stream().filter(BounceParser::isFailure).toList();
        if (failures.isEmpty() || groups.stream().anyMatch(BounceParser::isDelivered)) {
            return Feedback.NOTHING;
        }
        var said = failures.stream().flatMap(BounceParser::said).toList();
        var kind = BounceClassifier.ofReport(said);
        if (kind == Feedback.Kind.SUSPECTED) {
            var more = Stream.concat(said.stream(), Stream.of(text())).toList();
            kind = BounceClassifier.ofReport(more);
        }
        return told(
                kind == Feedback.Kind.NOT_UNDERSTOOD ? Feedback.Kind.PUT_OFF : kind, said.isEmpty() ? "" : said.get(0));
    }

    /** Some name no action, or one that RFC 3464 section 2.3.3 does not know. */
    private static boolean isFailure(InternetHeaders group) {
        var action = action(group);
        return !action.startsWith("delayed")
                && !isDelivered(group)
                && (action.startsWith("fail") || said(group).findAny().isPresent());
    }

    private static boolean isDelivered(InternetHeaders group) {
        return Stream.of("delivered", "relayed", "expanded").anyMatch(action(group)::startsWith);
    }

    private static String action(InternetHeaders group) {
        return field(group, "Action").toLowerCase(Locale.ROOT);
    }

    /** All that says why, the best to show first. */
    private static Stream<String> said(InternetHeaders group) {
        return Stream.of("Diagnostic-Code", "X-Supplementary-Info", "Status")
                .map(name -> field(group, name))
                .filter(text -> !text.isEmpty());
    }

    private boolean isComplaintOfOutlook() {
        return !ours.isEmpty()
                && (!field(ours.get(0), OUTLOOKS_RECIPIENT).isEmpty()
                        || subject().toLowerCase(Locale.ROOT).startsWith(OUTLOOKS_SUBJECT));
    }

    /** As qmail, Exim, hMailServer and others write: by who it is from, and what is in front of our message. */
    private Feedback inOwnWords() {
        if (!isFromMailServer()) {
            if (isAutomatic()) {
                return Feedback.NOTHING;
            }
            if (!isFromNobody() && !SUBJECT_OF_BOUNCE.matcher(subject()).find()) {
                return told(Feedback.Kind.NOT_UNDERSTOOD, "");
            }
        }
        var text = text();
        var saying = LINE_END.splitAsStream(text).filter(BounceClassifier::says).toList();
        var said = saying.stream()
                .filter(line -> CODE.matcher(line).find())
                .findFirst()
                .or(() -> saying.stream().findFirst());
        return told(BounceClassifier.ofWords(text), said.orElse(""));
    }

    private boolean isFromMailServer() {
        return values(mail, "X-Failed-Recipients").findAny().isPresent()
                || values(mail, "From").anyMatch(FROM_MAIL_SERVER.asPredicate());
    }

    /** RFC 5321 section 4.5.5. */
    private boolean isFromNobody() {
        return values(mail, "Return-Path").anyMatch(path -> path.strip().equals("<>"));
    }

    /** RFC 3834 section 5, and what was before it. */
    private boolean isAutomatic() {
        Predicate<String> no = value -> value.strip().toLowerCase(Locale.ROOT).startsWith("no");
        return values(mail, "Auto-Submitted").anyMatch(no.negate())
                || Stream.of("X-Autoreply", "X-Autorespond", "X-Auto-Response-Suppress")
                        .anyMatch(name -> values(mail, name).findAny().isPresent())
                || values(mail, "Precedence").anyMatch(value -> value.strip().equalsIgnoreCase("auto_reply"))
                || SUBJECT_OF_REPLY.matcher(subject()).find();
    }

    private String subject() {
        return values(mail, "Subject").findFirst().orElse("").strip();
    }

    /** What is written in front of our own message. */
    private String text() {
        var plain = part(Role.TEXT).map(BounceParser::content);
        var text = plain.or(() -> part(Role.HTML)
                        .map(BounceParser::content)
                        .map(html -> TAG.matcher(html).replaceAll(" ")))
                .map(any -> LINE_END.matcher(any).replaceAll("\n"))
                .orElse("");
        var looked = text.substring(0, Math.min(text.length(), BounceClassifier.MAX_LOOKED_AT));
        var quoted = QUOTED.matcher(looked);
        return quoted.find() ? looked.substring(0, quoted.start()) : looked;
    }

    private Feedback told(Feedback.Kind kind, String diagnostic) {
        return Feedback.of(kind, addressedTo(), diagnostic, messageId());
    }

    private Optional<Part> part(Role role) {
        return Optional.ofNullable(parts.get(role));
    }

    private void sort(Part part, int depth) {
        try {
            var type = type(part);
            if (!type.startsWith("multipart/")) {
                Role.of(type).ifPresent(role -> parts.putIfAbsent(role, part));
            } else if (depth < DEEPEST) {
                var inner = partsOf(part);
                for (var index = 0; index < inner.getCount(); index++) {
                    sort(inner.getBodyPart(index), depth + 1);
                }
            }
        } catch (MessagingException | IOException unreadable) {
            // what was found so far is what there is
        }
    }

    /** Jakarta Mail reads all parts at once and spends much on each, so those behind the first ones are cut off. */
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

    private static String content(Part part) {
        try (var content = decoded(part)) {
            return new String(content.readNBytes(MAX_PART_BYTES), StandardCharsets.UTF_8);
        } catch (MessagingException | IOException unreadable) {
            return "";
        }
    }

    /** Jakarta Mail takes parts that are messages as they are, though RFC 6533 lets them be in base64. */
    private static InputStream decoded(Part part) throws MessagingException, IOException {
        var encoding = part.getHeader("Content-Transfer-Encoding");
        return encoding != null && type(part).startsWith("message/")
                ? MimeUtility.decode(part.getInputStream(), encoding[0].strip())
                : part.getInputStream();
    }

    /** The groups of fields of a report, one for the message and one for each recipient (RFC 3464 section 2.1). */
    private static List<InternetHeaders> groups(Part report) {
        var groups = new ArrayList<InternetHeaders>();
        try {
            var texts = BLANK_LINE
                    .splitAsStream(content(report))
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

    /** The first field of that name, unfolded and decoded; empty if there is none. */
    private static String field(InternetHeaders group, String name) {
        String[] values = group.getHeader(name);
        return values == null ? "" : decoded(values[0]).strip();
    }

    private static Stream<String> values(MimeMessage mail, String name) {
        try {
            String[] values = mail.getHeader(name);
            return values == null
                    ? Stream.empty()
                    : Stream.of(values).limit(MAX_VALUES).map(BounceParser::decoded);
        } catch (MessagingException unreadable) {
            return Stream.empty();
        }
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
