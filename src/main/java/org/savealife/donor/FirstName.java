package org.savealife.donor;

import java.text.Normalizer;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The name by which a mail addresses a donor: 1 to 80 characters, letters of any script with blanks, apostrophes,
 * hyphens and initials. It is the only text from strangers that we mail to others, so it may contain nothing that could
 * be a header, mark-up or a link.
 */
public record FirstName(String value) {

    private static final int MAX_LENGTH = 80;

    /** The letters below this one are those of Latin-1 and Latin Extended-A, each a single character in NFC. */
    private static final char FIRST_OTHER = '\u0180';

    private static final Pattern BLANKS = Pattern.compile("[\\s\\h]+");
    private static final Pattern NAME =
            Pattern.compile("['’‘`´]?[\\p{L}\\p{M}][\\p{L}\\p{M}\\p{Nd} .,'’‘ʼ`´()\\-‐‑–·・]*");
    private static final Pattern WORD_START = Pattern.compile("[^\\p{L}\\p{M}\\p{Nd}](?=\\p{L})");
    private static final int MAX_LATER_WORDS = 3;
    private static final Pattern DOMAIN = Pattern.compile("\\.[\\p{L}\\p{Nd}]{2,}");

    /** Joiners between letters, which Persian, Sinhala and other scripts need. */
    private static final Pattern JOINER = Pattern.compile("(?<=[\\p{L}\\p{M}])[\u200C\u200D](?=\\p{L})");

    /** Bytes in UTF-8. Together with a donor's id the key must fit into a sort key of 1,024 bytes. */
    public static final int MAX_KEY_LENGTH = 800;

    public FirstName {
        if (!isPlain(value)) {
            check(value);
        }
    }

    /**
     * Whether the name consists of western European letters with single blanks, hyphens and apostrophes between them.
     * Then every rule holds, and there is nothing to fold.
     */
    static boolean isPlain(String text) {
        var afterLetter = false;
        for (var index = 0; index < text.length(); index++) {
            var character = text.charAt(index);
            var letter = character < FIRST_OTHER && Character.isLetter(character);
            if (!letter && (!afterLetter || (character != ' ' && character != '-' && character != '\''))) {
                return false;
            }
            afterLetter = letter;
        }
        return afterLetter && text.length() <= MAX_LENGTH;
    }

    /** Checks every rule. */
    static void check(String value) {
        var letters = JOINER.matcher(value).replaceAll("");
        if (value.length() > MAX_LENGTH
                || !NAME.matcher(letters).matches()
                || DOMAIN.matcher(letters).find()
                || !TextFolding.isKey(TextFolding.foldName(value), MAX_KEY_LENGTH)) {
            throw unfit();
        }
    }

    /** @throws IllegalArgumentException if the text cannot be a first name; the message tells why */
    public static FirstName of(String text) {
        if (isPlain(text)) {
            return new FirstName(text);
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("Please write the first name on one line, without control characters.");
        }
        return new FirstName(BLANKS.matcher(Normalizer.normalize(text, Normalizer.Form.NFC))
                .replaceAll(" ")
                .strip());
    }

    /**
     * Reads the name that an unknown person typed. Also refuses text that looks more like an advertisement than like a
     * name.
     *
     * @throws IllegalArgumentException if the text cannot be a first name; the message tells why
     */
    public static FirstName ofStranger(String text) {
        var name = of(text);
        if (AdvertisingDetector.isInName(name.value)) {
            throw unfit();
        }
        return name;
    }

    private static IllegalArgumentException unfit() {
        return new IllegalArgumentException("Please write the first name in letters, within " + MAX_LENGTH
                + " characters; blanks, hyphens and apostrophes are fine.");
    }

    /** The form that names share if they differ only in case or accents: {@code Zoë}, {@code ZOE}. */
    public String key() {
        return TextFolding.foldName(value);
    }

    /**
     * The key from each later word on: {@code willem jan} and {@code jan} for {@code Anna-Willem Jan}. At most three,
     * which is more than most names have.
     */
    public List<String> laterWords() {
        return laterWords(key());
    }

    /** Likewise for a name with this key. */
    public static List<String> laterWords(String key) {
        return WORD_START
                .matcher(key)
                .results()
                .limit(MAX_LATER_WORDS)
                .map(start -> key.substring(start.end()))
                .toList();
    }

    /** Personal data stays out of logs. */
    @Override
    public String toString() {
        return "FirstName[…]";
    }
}
