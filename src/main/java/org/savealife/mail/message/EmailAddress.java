package org.savealife.mail.message;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The e-mail address of one person, as typed into a form: local part, {@code @}, domain with a dot.
 *
 * <p>Lengths and the local part follow RFC 5321 (sections 4.1.2 and 4.5.3.1), without quoted local parts, address
 * literals and non-ASCII local parts, which most relays do not accept. A domain in another script is accepted and sent
 * in punycode ({@link DomainName}).
 *
 * <p>Two addresses belong to the same person if their {@link #normalised()} forms are equal; {@code equals} compares
 * them as typed. {@link #toString()} hides the address, so that it is not logged.
 *
 * @param value the address as typed, without blanks and invisible characters around it
 */
public record EmailAddress(String value) {

    private static final int MAX_ADDRESS_LENGTH = 254;
    private static final int MAX_LOCAL_PART_LENGTH = 64;

    /** So short an address cannot have a label over 63 characters (RFC 1035 section 2.3.4). */
    private static final int MAX_USUAL_LENGTH = 64;

    private static final Pattern CONTROL_CHARACTER = Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}]");
    private static final Pattern BLANK = Pattern.compile("[\\s\\p{Z}]");
    private static final Pattern ATOM_CHARACTERS = Pattern.compile("[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+");
    private static final Pattern DIGITS = Pattern.compile("[0-9]+");

    /**
     * @throws IllegalArgumentException if it is not an address; the message is for a form field, without the address
     */
    public EmailAddress {
        if (!isUsual(value)) {
            check(value);
        }
    }

    /**
     * Whether a quick check shows that every rule holds: letters, digits and single {@code . _ + -} inside both parts,
     * and only letters in the last label. This is true for nearly all addresses, and a run reads millions.
     */
    static boolean isUsual(String value) {
        int at = value.indexOf('@');
        int lastDot = value.lastIndexOf('.');
        if (at < 1 || at > MAX_LOCAL_PART_LENGTH || lastDot < at || value.length() > MAX_USUAL_LENGTH) {
            return false;
        }
        boolean afterLetter = false;
        for (int index = 0; index < value.length(); index++) {
            char character = value.charAt(index);
            boolean letter = isLetterOrDigit(character);
            if (!letter && (!afterLetter || !joins(character, index, at))) {
                return false;
            }
            afterLetter = letter;
        }
        return afterLetter && isLetters(value, lastDot + 1);
    }

    private static boolean joins(char character, int index, int at) {
        return index == at
                || character == '.'
                || character == '-'
                || (index < at && (character == '_' || character == '+'));
    }

    private static boolean isLetterOrDigit(char character) {
        return isLetter(character) || (character >= '0' && character <= '9');
    }

    private static boolean isLetter(char character) {
        return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z');
    }

    private static boolean isLetters(String value, int from) {
        for (int index = from; index < value.length(); index++) {
            if (!isLetter(value.charAt(index))) {
                return false;
            }
        }
        return true;
    }

    /** Checks every rule, and names the one that is broken. */
    static void check(String value) {
        checkCharacters(value);
        int at = value.indexOf('@');
        checkLocalPart(value.substring(0, at));
        String domain = asciiDomain(value.substring(at + 1));
        require(at + 1 + domain.length() <= MAX_ADDRESS_LENGTH, "That address is too long: 254 characters at most.");
    }

    /**
     * Reads an address as typed or pasted, with or without blanks and invisible characters around it.
     *
     * @throws IllegalArgumentException if it is not an address; the message is for a form field, and does not contain
     *     the address
     */
    public static EmailAddress of(String text) {
        return new EmailAddress(withoutAround(text));
    }

    /** Without a regular expression, which would start again at each of many blanks in the middle. */
    private static String withoutAround(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isAround(text.charAt(start))) {
            start++;
        }
        while (start < end && isAround(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    /** All kinds of blanks, zero-width characters and direction marks. */
    private static boolean isAround(char character) {
        return Character.isWhitespace(character)
                || Character.isSpaceChar(character)
                || Character.getType(character) == Character.FORMAT;
    }

    /** The form for comparison: lower case, domain in punycode. */
    public String normalised() {
        return ascii().toLowerCase(Locale.ROOT);
    }

    /** The form for sending, in ASCII: local part as typed, domain in punycode. */
    public String ascii() {
        if (isAscii()) {
            return value;
        }
        int at = value.indexOf('@');
        return value.substring(0, at + 1) + asciiDomain(value.substring(at + 1));
    }

    @Override
    public String toString() {
        return "EmailAddress[hidden]";
    }

    private boolean isAscii() {
        for (int index = 0; index < value.length(); index++) {
            if (value.charAt(index) > '~') {
                return false;
            }
        }
        return true;
    }

    private static void checkCharacters(String value) {
        require(!value.isEmpty(), "Enter an e-mail address, such as name@example.org.");
        require(
                !CONTROL_CHARACTER.matcher(value).find(),
                "That address has a line break or a control character in it. Take it out.");
        require(!BLANK.matcher(value).find(), "That address has a blank in it. Take it out.");
        int at = value.indexOf('@');
        require(at >= 0, "That address has no @. Write it like name@example.org.");
        require(value.indexOf('@', at + 1) < 0, "That address has more than one @. Write it like name@example.org.");
    }

    private static void checkLocalPart(String localPart) {
        require(!localPart.isEmpty(), "That address has nothing before the @.");
        require(
                localPart.length() <= MAX_LOCAL_PART_LENGTH,
                "That address is too long before the @: 64 characters at most.");
        require(
                ATOM_CHARACTERS.matcher(localPart).matches(),
                "That address has a character before the @ that we cannot send to."
                        + " Use letters a to z, digits, and signs such as . _ - +");
        require(
                !localPart.startsWith(".") && !localPart.endsWith(".") && !localPart.contains(".."),
                "That address has a dot too many before the @.");
    }

    private static String asciiDomain(String domain) {
        require(!domain.isEmpty(), "That address has nothing after the @.");
        String ascii = toAscii(domain);
        require(ascii.indexOf('.') >= 0, "That address has no dot after the @. Write it like name@example.org.");
        String lastLabel = ascii.substring(ascii.lastIndexOf('.') + 1);
        require(!lastLabel.isEmpty(), "That address ends with a dot. Take it away.");
        require(
                !DIGITS.matcher(lastLabel).matches(),
                "That address has a number where the domain should end. Write it like name@example.org.");
        return ascii;
    }

    private static String toAscii(String domain) {
        try {
            return DomainName.ascii(domain);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "That address has no valid domain after the @. Write it like name@example.org.", e);
        }
    }

    private static void require(boolean fulfilled, String message) {
        if (!fulfilled) {
            throw new IllegalArgumentException(message);
        }
    }
}
