package org.savealife.donor;

import java.text.Normalizer;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Recognises text that strangers write into the name or the city of a sign-up so that it is mailed or shown to others:
 * addresses of sites, telephone numbers, sums of money, whole sentences, and text that cannot be seen. Applied to
 * public sign-ups only; donors who are stored stay as they are.
 */
final class AdvertisingDetector {

    /** Letters and marks without a visible shape: Hangul fillers, and characters that Unicode ignores by default. */
    private static final Pattern INVISIBLE = Pattern.compile("[\u00AD\u034F\u115F\u1160\u17B4\u17B5\u180B-\u180F"
            + "\u200B-\u200F\u2060-\u206F\u3164\uFE00-\uFE0F\uFEFF\uFFA0]");

    private static final Pattern BARE_LETTER = Pattern.compile("[\\p{L}&&[^\u115F\u1160\u3164\uFFA0]]");
    private static final Pattern FILLER = Pattern.compile("[\u115F\u1160\u3164\uFFA0\u034F\u17B4\u17B5]");
    private static final Pattern MARKS = Pattern.compile("\\p{M}+");
    private static final Pattern BLANKS = Pattern.compile("\\s+");

    /** Letters or digits on both sides of a dot. The part after the dot may be the part before the next one. */
    private static final Pattern DOTTED =
            Pattern.compile("(?<![\\p{L}\\p{Nd}-])([\\p{L}\\p{Nd}-]++)\\.(?=([\\p{L}\\p{Nd}-]++)(/?))");

    /** Abbreviations before the dot in the name of a city, such as St.Gallen. */
    private static final Set<String> ABBREVIATED = Set.of("st", "ste", "sta", "skt", "sv", "kl", "gr");

    /** Words that are numbers: parts of a telephone number, or a sum of money. */
    private static final Pattern NUMBER = Pattern.compile("(?<!\\S)[\\p{Nd}.,/()-]+(?!\\S)");

    /** Allows John 3 and Donor 1234, but no telephone number. */
    private static final int MAX_DIGITS_OF_NAME = 6;

    /** A sum of money has at least three digits and stands in a sentence of several words. */
    private static final int DIGITS_OF_SUM = 3;

    private static final int WORDS_OF_SENTENCE = 3;

    /** Allows a post code and a district. */
    private static final int MAX_DIGITS_OF_CITY = 6;

    private static final int MAX_WORDS = 6;

    private AdvertisingDetector() {}

    static boolean isInName(String name) {
        var plain = plain(name);
        var words = BLANKS.split(plain, -1).length;
        return isHidden(name)
                || digits(plain) > MAX_DIGITS_OF_NAME
                || (digits(plain) >= DIGITS_OF_SUM && words >= WORDS_OF_SENTENCE)
                || words > MAX_WORDS
                || DOTTED.matcher(plain)
                        .results()
                        .anyMatch(dotted -> dotted.group(2).length() > 1);
    }

    static boolean isInCity(String city) {
        var plain = plain(city);
        return isHidden(city)
                || digitsOfNumbers(plain) > MAX_DIGITS_OF_CITY
                || DOTTED.matcher(plain)
                        .results()
                        .anyMatch(dotted -> isSite(
                                dotted.group(1),
                                dotted.group(2),
                                !dotted.group(3).isEmpty()));
    }

    /**
     * True for {@code evil.com}, {@code bit.ly}, {@code t.co/x}; false for {@code St.Gallen}, {@code Frankfurt
     * a.d.Oder}.
     */
    private static boolean isSite(String before, String after, boolean goesOn) {
        if (after.length() < 2 || ABBREVIATED.contains(before)) {
            return false;
        }
        return goesOn || before.length() > 3 || (before.length() > 1 && after.length() <= 3);
    }

    /** Whether the text has nothing to see, or a filler among the visible characters. */
    private static boolean isHidden(String text) {
        return !BARE_LETTER.matcher(text).find() || FILLER.matcher(text).find();
    }

    private static long digitsOfNumbers(String text) {
        return NUMBER.matcher(text)
                .results()
                .mapToLong(number -> digits(number.group()))
                .sum();
    }

    private static long digits(String text) {
        return text.codePoints().filter(Character::isDigit).count();
    }

    /** The text as people read it: without marks, in lower case. */
    private static String plain(String text) {
        var seen = Normalizer.normalize(INVISIBLE.matcher(text).replaceAll(""), Normalizer.Form.NFKD);
        return TextFolding.fold(MARKS.matcher(seen).replaceAll(""));
    }
}
