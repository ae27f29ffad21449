package org.savealife.donor;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/** Folds texts to what they have in common however they are spelled: {@code ÉMILE}, {@code Émile} and {@code emile}. */
final class Folding {

    private static final Pattern APOSTROPHES = Pattern.compile("[’‘ʼ`´]");
    private static final Pattern APOSTROPHE_IN_FRONT = Pattern.compile("^'");
    private static final Pattern HYPHENS = Pattern.compile("[‐‑–]");
    private static final Pattern LETTER = Pattern.compile("\\p{L}");
    private static final Pattern MARKS = Pattern.compile("\\p{M}+");

    private Folding() {}

    /**
     * The text in NFKC, case folded, without diacritics, with one kind of apostrophe and hyphen. Case folding goes through
     * upper case, so that {@code ß} and {@code ss} meet. Apostrophes and hyphens are folded before NFKC, which would take
     * an acute accent apart.
     */
    static String fold(String text) {
        var plain = HYPHENS.matcher(APOSTROPHES.matcher(text).replaceAll("'")).replaceAll("-");
        var folded = Normalizer.normalize(plain, Normalizer.Form.NFKC)
                .toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT);
        return MARKS.matcher(Normalizer.normalize(folded, Normalizer.Form.NFKD)).replaceAll("");
    }

    /** Whether a folded text can be a key, or part of one: it has a letter, and no more bytes in UTF-8 than that. */
    static boolean isKey(String folded, int mostBytes) {
        return LETTER.matcher(folded).find() && folded.getBytes(StandardCharsets.UTF_8).length <= mostBytes;
    }

    /**
     * Folds likewise, and letters with a stroke, which have no diacritic to take away, to those without. An apostrophe in front,
     * as in {@code ‘Abd}, makes no difference, and neither do joiners between letters.
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
