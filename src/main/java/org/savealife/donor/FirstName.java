package org.savealife.donor;

import java.text.Normalizer;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a donor wants to be called in the mail: 1 to 80 characters, letters of any script with blanks, apostrophes,
 * hyphens and initials. It is the one text of a stranger that we mail to others, so nothing that could be a header,
 * a mark-up or a link gets in.
 */
public record FirstName(String value) {

    private static final int MAX_LENGTH = 80;

    /** The letters below it are those of Latin-1 and Latin Extended-A, each one character in NFC. */
    private static final char FIRST_OTHER = '\u0180';

    private static final Pattern BLANKS = Pattern.compile("[\\s\\h]+");
    private static final Pattern NAME =
            Pattern.compile("['’‘`´]?[\\p{L}\\p{M}][\\p{L}\\p{M}\\p{Nd} .,'’‘ʼ`´()\\-‐‑–·・]*");
    private static final Pattern WORD_START = Pattern.compile("[^\\p{L}\\p{M}\\p{Nd}](?=\\p{L})");
    private static final int MAX_LATER_WORDS = 3;
    private static final Pattern DOMAIN = Pattern.compile("\\.[\\p{L}\\p{Nd}]{2,}");

    /** Joiners between letters, which Persian, Sinhala and other scripts need to be written. */
    private static final Pattern JOINER = Pattern.compile("(?<=[\\p{L}\\p{M}])[\u200C\u200D](?=\\p{L})");

    /** In UTF-8: with a donor's id behind it the key must fit into a sort key of 1,024 bytes. */
    public static final int MAX_KEY_LENGTH = 800;

    public FirstName {
        if (!isPlain(value)) {
            check(value);
        }
    }

    /** Letters of western Europe parted by single blanks, hyphens and apostrophes: every rule holds, and nothing is to be folded. */
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

    /** @throws IllegalArgumentException if the text cannot be a first name; says why */
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
     * Reads the name of somebody whom nobody knows: what is more like an advertisement than a name is refused, too.
     *
     * @throws IllegalArgumentException if the text cannot be a first name; says why
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

    /** The form in which names meet that differ in case or accents: {@code Zoë}, {@code ZOE}. */
    public String key() {
        return TextFolding.foldName(value);
    }

    /**
     * The key from each of its later words on, {@code willem jan} and {@code jan} of {@code Anna-Willem Jan}: three at most, which
     * is more than most names have.
     */
    public List<String> laterWords() {
        return laterWords(key());
    }

    /** The same of a name with that key. */
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
