package org.savealife.mail.feedback;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetHeaders;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.savealife.mail.feedback.MailParts.Role;

/**
 * A mail that came to the return path of one of our messages: a delivery status notification (RFC 3464, RFC 6533), a
 * complaint in the Abuse Reporting Format (RFC 5965, RFC 6430) or in that of Outlook.com, or a bounce in the free text
 * of an older mail server. Any other mail, for example an automatic reply or a receipt, means nothing. The answer of a
 * calendar program (RFC 6047), which comes to an address of the same form, is no feedback: see {@link #calendarReply}.
 *
 * <p>Anybody can send such a mail. So only the return path that it came to determines whom it is about, never an
 * address in its text. Callers ask {@link #addressedTo} first, and read the mail only if it is about a donor.
 */
public final class BounceParser {

    private static final Session SESSION = Session.getInstance(new Properties());

    /** Headers in which mail servers write the envelope's recipient: the return path, which identifies the donor. */
    private static final List<String> ADDRESSED_TO = List.of("X-Original-To", "Delivered-To", "Envelope-To", "To");

    /** Headers of our own message that may identify its recipient, if the mail contains it. */
    private static final List<String> OURS = List.of("Return-Path", "List-Unsubscribe", "Message-ID");

    /** Outlook.com attaches the message, says so in the subject, and names the recipient in a header. */
    private static final String OUTLOOKS_RECIPIENT = "X-HmXmrOriginalRecipient";

    private static final String OUTLOOKS_SUBJECT = "complaint about message from";

    /** Types of reports (RFC 5965, RFC 6430) that mean that the recipient wants no more mail. */
    private static final Set<String> COMPLAINTS = Set.of("abuse", "fraud", "opt-out", "opt-out-list");

    private static final Pattern MESSAGE_ID = Pattern.compile("[!-~&&[^<>]]{1,250}");

    private static final Pattern FROM_MAIL_SERVER =
            Pattern.compile("mailer-daemon|postmaster|mail delivery (?:sub)?system", Pattern.CASE_INSENSITIVE);

    private static final Pattern SUBJECT_OF_BOUNCE = Pattern.compile(
            "undeliver|delivery (?:status|fail|has failed|problem|report)|"
                    + "delivery notification|(?:mail|message) (?:delivery )?fail|"
                    + "failure notice|failed mail|returned (?:mail|to sender)|"
                    + "not delivered|non-?delivery|nondeliverable|"
                    + "unzustellbar|onbestelbaar|niet bezorgd|non remis|mail system error",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern SUBJECT_OF_REPLY = Pattern.compile(
            "^(?:auto(?:matic)?[ -]?(?:reply|response|antwort)|"
                    + "automatisch antwoord|out of (?:the )?office|afwezig|abwesen|"
                    + "r\u00e9ponse automatique|respuesta autom\u00e1tica|risposta automatica)",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

    /** The first line of a quotation of our message. What we wrote ourselves decides nothing. */
    private static final Pattern QUOTED = Pattern.compile(
            "^(?: {0,8}[-=_*~+#]{2,40} ?[^\\n]{0,60}\\b(?:message|mail|copy|headers?)\\b[^\\n]{0,80}"
                    + "|[^\\n]{0,60}\\b(?:original message follows|"
                    + "copy of (?:the|your) (?:original )?message)\\b[^\\n]{0,80}"
                    + "|(?:> ?)?(?:received|return-path): [^\\n]{0,200})",
            Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);

    /** The code of a reply, or an enhanced code: a line with a code is the most informative. */
    private static final Pattern CODE = Pattern.compile("(?<!\\w)[45](?:\\d\\d[ -]|\\.\\d{1,3}\\.\\d{1,3}(?!\\w))");

    private static final Pattern TAG = Pattern.compile("<[^<>]{0,500}>");
    private static final Pattern LINE_END = Pattern.compile("\\r\\n?|\\n");

    private final MailParts mail;
    private final List<InternetHeaders> ours;
    private final List<InternetHeaders> complaint;

    private BounceParser(MimeMessage mail) {
        this.mail = new MailParts(mail);
        ours = this.mail.groups(Role.OURS).stream().limit(1).toList();
        complaint = this.mail.groups(Role.COMPLAINT);
    }

    /**
     * Parses a mail as a mail server passes it on. Bytes that are not a mail are treated as a mail without content.
     */
    public static BounceParser of(byte[] source) {
        try {
            return new BounceParser(new MimeMessage(SESSION, new ByteArrayInputStream(source)));
        } catch (MessagingException unreadable) {
            return new BounceParser(new MimeMessage(SESSION));
        }
    }

    /**
     * Texts that may contain the return path of this mail, or of the message complained about; the likeliest first.
     */
    public List<String> addressedTo() {
        var named = ADDRESSED_TO.stream().flatMap(name -> mail.values(name));
        var complainedAbout = complaint.stream().map(group -> MailParts.field(group, "Original-Mail-From"));
        var enclosed = ours.stream().flatMap(headers -> OURS.stream().map(name -> MailParts.field(headers, name)));
        return Stream.of(complainedAbout, named, enclosed)
                .flatMap(texts -> texts)
                .filter(text -> !text.isEmpty())
                .toList();
    }

    /**
     * The Message-ID of this mail, not of ours; may be "". Anybody may have written the mail, so nothing else of it is
     * logged.
     */
    public String messageId() {
        return mail.values("Message-ID")
                .map(id -> id.strip().replaceAll("[<>]", ""))
                .filter(id -> MESSAGE_ID.matcher(id).matches())
                .findFirst()
                .orElse("");
    }

    /** Whether it is a provider's report about a complaint, of whatever type. */
    public boolean isComplaint() {
        return !complaint.isEmpty() || isComplaintOfOutlook();
    }

    /** The answer of a calendar program; empty if the mail has none that can be read. */
    public Optional<CalendarReply> calendarReply() {
        return mail.content(Role.CALENDAR).flatMap(CalendarReplyParser::parse);
    }

    /** The meaning of the mail. */
    public Feedback read() {
        if (!complaint.isEmpty()) {
            return complaint.stream()
                            .map(group ->
                                    MailParts.field(group, "Feedback-Type").toLowerCase(Locale.ROOT))
                            .anyMatch(COMPLAINTS::contains)
                    ? told(Feedback.Kind.COMPLAINED, "")
                    : Feedback.NOTHING;
        }
        var report = mail.groups(Role.REPORT);
        if (!report.isEmpty()) {
            return report(report);
        }
        if (mail.has(Role.RECEIPT)) {
            return Feedback.NOTHING;
        }
        return isComplaintOfOutlook() ? told(Feedback.Kind.COMPLAINED, "") : inOwnWords();
    }

    /** A message that was delivered somewhere, for example when an address forwards to several, has not bounced. */
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

    /** Some reports have no action, or one that is not in RFC 3464 section 2.3.3. */
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
        return MailParts.field(group, "Action").toLowerCase(Locale.ROOT);
    }

    /** All texts about the cause, the best one to show first. */
    private static Stream<String> said(InternetHeaders group) {
        return Stream.of("Diagnostic-Code", "X-Supplementary-Info", "Status")
                .map(name -> MailParts.field(group, name))
                .filter(text -> !text.isEmpty());
    }

    private boolean isComplaintOfOutlook() {
        return !ours.isEmpty()
                && (!MailParts.field(ours.get(0), OUTLOOKS_RECIPIENT).isEmpty()
                        || subject().toLowerCase(Locale.ROOT).startsWith(OUTLOOKS_SUBJECT));
    }

    /**
     * Classifies free text, as qmail, Exim, hMailServer and others write it, by its sender and the text before our
     * message.
     */
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
        return mail.values("X-Failed-Recipients").findAny().isPresent()
                || mail.values("From").anyMatch(FROM_MAIL_SERVER.asPredicate());
    }

    /** RFC 5321 section 4.5.5. */
    private boolean isFromNobody() {
        return mail.values("Return-Path").anyMatch(path -> path.strip().equals("<>"));
    }

    /** RFC 3834 section 5, and older conventions. */
    private boolean isAutomatic() {
        Predicate<String> no = value -> value.strip().toLowerCase(Locale.ROOT).startsWith("no");
        return mail.values("Auto-Submitted").anyMatch(no.negate())
                || Stream.of("X-Autoreply", "X-Autorespond", "X-Auto-Response-Suppress")
                        .anyMatch(name -> mail.values(name).findAny().isPresent())
                || mail.values("Precedence").anyMatch(value -> value.strip().equalsIgnoreCase("auto_reply"))
                || SUBJECT_OF_REPLY.matcher(subject()).find();
    }

    private String subject() {
        return mail.values("Subject").findFirst().orElse("").strip();
    }

    /** The text before our own message. */
    private String text() {
        var text = mail.content(Role.TEXT)
                .or(() -> mail.content(Role.HTML).map(html -> TAG.matcher(html).replaceAll(" ")))
                .map(any -> LINE_END.matcher(any).replaceAll("\n"))
                .orElse("");
        var looked = text.substring(0, Math.min(text.length(), BounceClassifier.MAX_LOOKED_AT));
        var quoted = QUOTED.matcher(looked);
        return quoted.find() ? looked.substring(0, quoted.start()) : looked;
    }

    private Feedback told(Feedback.Kind kind, String diagnostic) {
        return Feedback.of(kind, addressedTo(), diagnostic, messageId());
    }
}
