package org.savealife.mail.feedback;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What we learn about a message after it was handed over: that it bounced, or that its recipient complained.
 *
 * @param recipients addresses it was about, the likeliest first, as they were named; unchecked, and perhaps not ours
 * @param detail the reply of the recipient's mail server, in one line of at most {@value #MAX_DETAIL_LENGTH}
 *     characters, without addresses; may be ""
 * @param messageId of the message, for the log; may be ""
 */
public record Feedback(Kind kind, List<String> recipients, String detail, String messageId) {

    /** What it means for the address. */
    public enum Kind {
        /** The address is gone for good. */
        BOUNCED,
        /** The address may be gone; the sign alone is not sufficient, see {@link BounceClassifier}. */
        SUSPECTED,
        /** The recipient, or the recipient's mail program, does not want the message. */
        COMPLAINED,
        /** The message did not arrive, but nothing is wrong with the address. */
        PUT_OFF,
        /** It means nothing for an address. */
        NOTHING,
        /** Its meaning is not clear. */
        NOT_UNDERSTOOD
    }

    /** Not about a message, or without consequences. */
    static final Feedback NOTHING = new Feedback(Kind.NOTHING, List.of(), "", "");

    private static final int MAX_DETAIL_LENGTH = 200;

    /** Maximum number of characters of a diagnostic that are read. */
    private static final int MAX_LOOKED_AT = 2_000;

    private static final Pattern BLANKS = Pattern.compile("[\\p{Cc}\\s]+");

    /** The type of a diagnostic (RFC 3464 section 2.3.6), mostly {@code smtp;}. */
    static final Pattern TYPE = Pattern.compile("^[A-Za-z0-9-]{1,40} ?; ?");

    /** Code and status at the beginning of each line of a reply. */
    private static final Pattern LINE = Pattern.compile("^(\\d{3})[- ]((?:\\d\\.\\d{1,3}\\.\\d{1,3} )?)");

    public Feedback {
        recipients = List.copyOf(recipients);
    }

    /** @param diagnostic from the mail server, with several lines, addresses, and a type at the beginning */
    static Feedback of(Kind kind, List<String> recipients, String diagnostic, String messageId) {
        return new Feedback(kind, recipients, detail(diagnostic), messageId);
    }

    /** The reason shown to staff why an address gets no mail. Its first word is one of ours. */
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

    /**
     * The beginning of the text, without the last word: it might be part of an address, which would not be recognised.
     */
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

    /** Without the detail and the addresses. */
    @Override
    public String toString() {
        return "Feedback[" + kind + ", " + messageId + "]";
    }
}
