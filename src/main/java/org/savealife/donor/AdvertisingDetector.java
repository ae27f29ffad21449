package org.savealife.donor;

import java.text.Normalizer;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Knows what strangers write into the name or the city of a sign-up to have it mailed, or shown, to others: addresses of sites,
 * telephone numbers, sums, whole sentences, and texts that cannot be seen. Asked of public sign-ups only; what is stored stays.
 */
final class AdvertisingDetector {

    /** Letters and marks without a shape of their own: fillers of Hangul, and what Unicode ignores by default. */
    private static final Pattern INVISIBLE = Pattern.compile("[\u00AD\u034F\u115F\u1160\u17B4\u17B5\u180B-\u180F"
            + "\u200B-\u200F\u2060-\u206F\u3164\uFE00-\uFE0F\uFEFF\uFFA0]");

    private static final Pattern BARE_LETTER = Pattern.compile("[\\p{L}&&[^\u115F\u1160\u3164\uFFA0]]");
    private static final Pattern FILLER = Pattern.compile("[\u115F\u1160\u3164\uFFA0\u034F\u17B4\u17B5]");
    private static final Pattern MARKS = Pattern.compile("\\p{M}+");
    private static final Pattern BLANKS = Pattern.compile("\\s+");

    /** Letters or digits on both sides of a dot; those behind it may be before the next. */
    private static final Pattern DOTTED =
            Pattern.compile("(?<![\\p{L}\\p{Nd}-])([\\p{L}\\p{Nd}-]++)\\.(?=([\\p{L}\\p{Nd}-]++)(/?))");

    /** Before the dot of a city: St.Gallen. */
    private static final Set<String> ABBREVIATED = Set.of("st", "ste", "sta", "skt", "sv", "kl", "gr");

    /** Words that are numbers: parts of a telephone number, or a sum. */
    private static final Pattern NUMBER = Pattern.compile("(?<!\\S)[\\p{Nd}.,/()-]+(?!\\S)");

    /** John 3, Donor 1234; but not a telephone number. */
    private static final int MAX_DIGITS_OF_NAME = 6;

    /** A sum, in a sentence of some words. */
    private static final int DIGITS_OF_SUM = 3;

    private static final int WORDS_OF_SENTENCE = 3;

    /** A post code, and a district. */
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

    /** {@code evil.com}, {@code bit.ly}, {@code t.co/x}; but not {@code St.Gallen}, {@code Frankfurt a.d.Oder}. */
    private static boolean isSite(String before, String after, boolean goesOn) {
        if (after.length() < 2 || ABBREVIATED.contains(before)) {
            return false;
        }
        return goesOn || before.length() > 3 || (before.length() > 1 && after.length() <= 3);
    }

    /** Nothing to be seen, or a filler in what is to be seen. */
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

    /** As it is read, without marks, in small letters. */
    private static String plain(String text) {
        var seen = Normalizer.normalize(INVISIBLE.matcher(text).replaceAll(""), Normalizer.Form.NFKD);
        return TextFolding.fold(MARKS.matcher(seen).replaceAll(""));
    }
}
