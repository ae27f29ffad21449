package org.savealife.mail;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A relay's reply (RFC 5321 section 4.2). It is parsed only if somebody reads it, because most replies are positive.
 *
 * @param code 200 to 599
 * @param lines the lines as received, each with its code, without the last line end
 */
public record SmtpReply(int code, String lines) {

    private static final Pattern LINE =
            Pattern.compile("(?m)^\\d{3}[ -]?(?:([245]\\.\\d{1,3}\\.\\d{1,3})(?: |$))?(.*)$");
    private static final Pattern CONTROL_CHARACTERS = Pattern.compile("[\\p{Cc}\\s]+");

    /** Removes the recipient's address, which relays often repeat, because replies are kept longer than addresses. */
    public static String without(String recipient, String text) {
        return Pattern.compile(recipient, Pattern.LITERAL | Pattern.CASE_INSENSITIVE)
                .matcher(text)
                .replaceAll("...");
    }

    public static String inOneLine(String text) {
        return CONTROL_CHARACTERS.matcher(text).replaceAll(" ").strip();
    }

    /** The command was executed (2xx). */
    public boolean isCompletion() {
        return code >= 200 && code < 300;
    }

    /** The relay waits for the message (354). */
    public boolean isStartMailInput() {
        return code == 354;
    }

    public boolean isPermanent() {
        return code >= 500;
    }

    /** The status code of RFC 3463, such as {@code 5.1.1}; "" if there is none. */
    public String enhancedCode() {
        String enhancedCode = "";
        for (Matcher line = LINE.matcher(lines); line.find(); ) {
            enhancedCode = line.group(1) == null ? enhancedCode : line.group(1);
        }
        return enhancedCode;
    }

    /** The text after the codes, all lines in one, without the recipient's address. */
    public String text(String recipient) {
        var text = new StringBuilder();
        for (Matcher line = LINE.matcher(lines); line.find(); ) {
            text.append(' ').append(line.group(2));
        }
        return without(recipient, inOneLine(text.toString()));
    }

    /** The codes and the text in one line, without the recipient's address. */
    public String inOneLineWithout(String recipient) {
        if (isPlain()) {
            return lines;
        }
        String enhancedCode = enhancedCode();
        return (code + " " + (enhancedCode.isEmpty() ? "" : enhancedCode + " ") + text(recipient)).strip();
    }

    /** Whether it is one line of ordinary characters without an address, as most replies to a message are. */
    private boolean isPlain() {
        for (int index = 0; index < lines.length(); index++) {
            char character = lines.charAt(index);
            if (character < ' ' || character > '~' || character == '@') {
                return false;
            }
        }
        return lines.length() > 4 && lines.charAt(3) == ' ' && lines.charAt(4) != ' ' && !lines.endsWith(" ");
    }
}
