package org.savealife.mail.feedback;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What is told of a message after it was handed over: that it came back, or that its recipient complained.
 *
 * @param recipients whom it was about, the likeliest first, as they were named; not checked, and perhaps nobody of ours
 * @param detail what the mail server of the recipient said, in one line of {@value #MAX_DETAIL_LENGTH} characters at most and
 *     without addresses; may be empty
 * @param messageId of the message, for the log; may be empty
 */
public record Feedback(Kind kind, List<String> recipients, String detail, String messageId) {

    /** What an address is to make of it. */
    public enum Kind {
        /** The address takes no mail, and will not. */
        BOUNCED,
        /** The address may be gone: what says so is not enough by itself, see {@link BounceClassifier}. */
        SUSPECTED,
        /** The recipient, or their mail program, says that they do not want it. */
        COMPLAINED,
        /** The message did not arrive, and nothing is wrong with the address. */
        PUT_OFF,
        /** It tells nothing of an address. */
        NOTHING,
        /** Nobody can say what it tells. */
        NOT_UNDERSTOOD
    }

    /** What is no word about a message, or one that changes nothing. */
    static final Feedback NOTHING = new Feedback(Kind.NOTHING, List.of(), "", "");

    private static final int MAX_DETAIL_LENGTH = 200;

    /** A diagnostic is not looked at any further. */
    private static final int MAX_LOOKED_AT = 2_000;

    private static final Pattern BLANKS = Pattern.compile("[\\p{Cc}\\s]+");

    /** What the diagnostic is written in (RFC 3464 section 2.3.6), mostly {@code smtp;}. */
    static final Pattern TYPE = Pattern.compile("^[A-Za-z0-9-]{1,40} ?; ?");

    /** Code and status in front of a reply, and again at the beginning of each of its other lines. */
    private static final Pattern LINE = Pattern.compile("^(\\d{3})[- ]((?:\\d\\.\\d{1,3}\\.\\d{1,3} )?)");

    public Feedback {
        recipients = List.copyOf(recipients);
    }

    /** @param diagnostic as the mail server gave it, in several lines, with the address in it and a type in front */
    static Feedback of(Kind kind, List<String> recipients, String diagnostic, String messageId) {
        return new Feedback(kind, recipients, detail(diagnostic), messageId);
    }

    /** What staff are shown as the reason why an address gets no mail: its first word is one of ours. */
    public String reason() {
        var word = kind == Kind.COMPLAINED ? "complained" : "bounced";
        return kind == Kind.COMPLAINED || detail.isEmpty() ? word : word + ": " + detail;
    }

    private static String detail(String diagnostic) {
        var line = BLANKS.matcher(beginning(diagnostic)).replaceAll(" ").strip();
        line = TYPE.matcher(line).replaceFirst("");
        line = withoutAddresses(withoutRepeatedCodes(line));
        return line.length() <= MAX_DETAIL_LENGTH ? line : line.substring(0, MAX_DETAIL_LENGTH - 1) + "\u2026";
    }

    /** An address that is cut in two would not be known for one, so the last word goes. */
    private static String beginning(String diagnostic) {
        if (diagnostic.length() <= MAX_LOOKED_AT) {
            return diagnostic;
        }
        var end = diagnostic.lastIndexOf(' ', MAX_LOOKED_AT);
        return diagnostic.substring(0, end < 0 ? MAX_LOOKED_AT : end);
    }

    private static String withoutAddresses(String line) {
        return Pattern.compile(" ", Pattern.LITERAL)
                .splitAsStream(line)
                .map(word -> word.contains("@") ? "..." : word)
                .collect(Collectors.joining(" "));
    }

    private static String withoutRepeatedCodes(String reply) {
        var first = LINE.matcher(reply);
        if (!first.find()) {
            return reply;
        }
        var code = first.group(1);
        var status = first.group(2);
        var rest = reply.substring(first.end())
                .replace(" " + code + " " + status, " ")
                .replace(" " + code + "-" + status, " ");
        return code + " " + status + rest;
    }

    /** Without what was said and to whom. */
    @Override
    public String toString() {
        return "Feedback[" + kind + ", " + messageId + "]";
    }
}
