package org.savealife.mail;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A relay's answer (RFC 5321 section 4.2), without the recipient's address.
 *
 * @param code 200 to 599
 * @param enhancedCode the status code of RFC 3463, such as {@code 5.1.1}; empty if there was none
 * @param text what follows the codes, all lines in one
 */
record Reply(int code, String enhancedCode, String text) {

    private static final Pattern LINE =
            Pattern.compile("(?m)^\\d{3}[ -]?(?:([245]\\.\\d{1,3}\\.\\d{1,3})(?: |$))?(.*)$");
    private static final Pattern CONTROL_CHARACTERS = Pattern.compile("[\\p{Cc}\\s]+");

    /** @param lines as they came, with their codes */
    static Reply parse(int code, String lines, String recipient) {
        String enhancedCode = "";
        var text = new StringBuilder();
        Matcher line = LINE.matcher(lines);
        while (line.find()) {
            enhancedCode = line.group(1) == null ? enhancedCode : line.group(1);
            text.append(' ').append(line.group(2));
        }
        return new Reply(code, enhancedCode, without(recipient, inOneLine(text.toString())));
    }

    /** Relays like to repeat the address, and what they say is kept longer than addresses are. */
    static String without(String recipient, String text) {
        return Pattern.compile(recipient, Pattern.LITERAL | Pattern.CASE_INSENSITIVE)
                .matcher(text)
                .replaceAll("...");
    }

    static String inOneLine(String text) {
        return CONTROL_CHARACTERS.matcher(text).replaceAll(" ").strip();
    }

    /** What was asked for is done. */
    boolean isDone() {
        return code >= 200 && code < 300;
    }

    /** The relay waits for the message. */
    boolean isGoAhead() {
        return code == 354;
    }

    boolean isPermanent() {
        return code >= 500;
    }

    /** The codes and the text in one line, as people know it. */
    @Override
    public String toString() {
        return (code + " " + (enhancedCode.isEmpty() ? "" : enhancedCode + " ") + text).strip();
    }
}
