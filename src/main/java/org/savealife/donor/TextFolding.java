package org.savealife.donor;

import java.lang.Character.UnicodeScript;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Folds texts to the form that all their spellings share: {@code ÉMILE}, {@code Émile} and {@code emile}. */
public final class TextFolding {

    /**
     * Letters that Unicode does not decompose, and how people without these letters on their keyboard write them; most
     * as in the transliteration {@code Latin-ASCII} of the Unicode CLDR.
     */
    private static final Map<Integer, String> PLAIN_LETTERS =
            plainLetters("ß ss æ ae œ oe ø o ł l đ d ð d þ th ħ h ŧ t ŋ n"
                    + " ı i ȷ j ĸ q ə e ɛ e ɔ o ɨ i ʉ u ƀ b ɓ b ƈ c ɖ d ɗ d ƌ d ƒ f ǥ g"
                    + " ɠ g ƕ hv ɩ i ƙ k ƚ l ɫ l ɲ n ƞ n"
                    + " ɵ o ƥ p ɽ r ʂ s ƭ t ʈ t ƫ t ʋ v ƴ y ƶ z ȥ z ȼ c ɇ e ɉ j ɍ r ɏ y ⱥ a ⱦ t ⱡ l ꝁ k ꝉ l ꝑ p");

    /**
     * Scripts in which people also write letters without their marks. In other scripts, such as those of India, a mark
     * is a vowel.
     */
    private static final Set<UnicodeScript> MARKS_FALL = Set.of(
            UnicodeScript.LATIN,
            UnicodeScript.GREEK,
            UnicodeScript.CYRILLIC,
            UnicodeScript.ARABIC,
            UnicodeScript.HEBREW,
            UnicodeScript.COMMON);

    private static final Pattern ALL_APOSTROPHES = Pattern.compile("['’‘ʼʻ‛′`´]");
    private static final Pattern APOSTROPHES = Pattern.compile("[’‘ʼ`´]");
    private static final Pattern APOSTROPHE_IN_FRONT = Pattern.compile("^'");
    private static final Pattern HYPHENS = Pattern.compile("[‐‑–]");
    private static final Pattern LETTER = Pattern.compile("\\p{L}");
    private static final Pattern MARKS = Pattern.compile("\\p{M}+");

    /**
     * Characters that join letters, stretch them (the Arabic tatweel) or tell how they are drawn, and do not change a
     * name.
     */
    private static final Pattern UNSEEN =
            Pattern.compile("[\\p{Cf}·\u0640\u034F\u180B-\u180F\uFE00-\uFE0F\\x{E0100}-\\x{E01EF}]");

    private static final Pattern PUNCTUATION = Pattern.compile("[\\s\\p{Z}\\p{Pd}\u2212.,/()・]+");

    private TextFolding() {}

    /**
     * The text in NFKC, case folded, without diacritics, with one kind of apostrophe and hyphen. Case folding goes
     * through upper case, so that {@code ß} and {@code ss} become equal. Apostrophes and hyphens are folded before
     * NFKC, which would decompose an acute accent.
     */
    public static String fold(String text) {
        var plain = HYPHENS.matcher(APOSTROPHES.matcher(text).replaceAll("'")).replaceAll("-");
        var folded = Normalizer.normalize(plain, Normalizer.Form.NFKC)
                .toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT);
        return MARKS.matcher(Normalizer.normalize(folded, Normalizer.Form.NFKD)).replaceAll("");
    }

    /**
     * Folds the name of a city. The result is in NFKD and case folded. Letters that Unicode does not decompose become
     * plain letters, such as {@code l} for {@code ł}. Marks are removed in alphabets where people leave them out, but
     * kept where they make another name, such as the vowel signs of India and the dakuten. Apostrophes are removed;
     * hyphens, stops and brackets become one blank.
     */
    static String foldCity(String name) {
        // before NFKC, which decomposes an acute accent, and after it, as it makes new ones
        var plain = withoutJoints(Normalizer.normalize(withoutJoints(name), Normalizer.Form.NFKC));
        var folded = plain.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
        var letters = new StringBuilder();
        var script = UnicodeScript.COMMON;
        for (var character :
                Normalizer.normalize(folded, Normalizer.Form.NFKD).codePoints().toArray()) {
            if (isMark(character)) {
                if (!MARKS_FALL.contains(script)) {
                    letters.appendCodePoint(character);
                }
            } else {
                script = UnicodeScript.of(character);
                letters.append(Optional.ofNullable(PLAIN_LETTERS.get(character)).orElse(Character.toString(character)));
            }
        }
        return PUNCTUATION.matcher(letters).replaceAll(" ").strip();
    }

    private static String withoutJoints(String text) {
        return ALL_APOSTROPHES.matcher(UNSEEN.matcher(text).replaceAll("")).replaceAll("");
    }

    private static boolean isMark(int character) {
        return switch (Character.getType(character)) {
            case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK -> true;
            default -> false;
        };
    }

    private static Map<Integer, String> plainLetters(String pairs) {
        var letters = new HashMap<Integer, String>();
        var words = pairs.split(" ", -1);
        for (var index = 0; index < words.length; index += 2) {
            letters.put(words[index].codePointAt(0), words[index + 1]);
        }
        return Map.copyOf(letters);
    }

    /** Whether a folded text can be a key, or part of one: it has a letter, and at most so many bytes in UTF-8. */
    public static boolean isKey(String folded, int mostBytes) {
        return LETTER.matcher(folded).find() && folded.getBytes(StandardCharsets.UTF_8).length <= mostBytes;
    }

    /**
     * Folds likewise. Letters with a stroke, which have no diacritic to remove, become letters without one. An
     * apostrophe at the beginning, as in {@code ‘Abd}, makes no difference, and neither do joiners between letters.
     */
    static String foldName(String name) {
        return APOSTROPHE_IN_FRONT
                .matcher(fold(name))
                .replaceFirst("")
                .replace("\u200C", "")
                .replace("\u200D", "")
                .replace("ø", "o")
                .replace("ł", "l")
                .replace("đ", "d")
                .replace("ı", "i")
                .replace("æ", "ae")
                .replace("œ", "oe");
    }
}
