package org.savealife.donor;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/** Folds texts to what they have in common however they are spelled: {@code ÉMILE}, {@code Émile} and {@code emile}. */
final class Folding {

    private static final Pattern APOSTROPHES = Pattern.compile("[’‘ʼ`´]");
    private static final Pattern HYPHENS = Pattern.compile("[‐‑–]");
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

    /** Folds likewise, and letters with a stroke, which have no diacritic to take away, to those without. */
    static String foldName(String name) {
        return fold(name)
                .replace("ø", "o")
                .replace("ł", "l")
                .replace("đ", "d")
                .replace("ı", "i")
                .replace("æ", "ae")
                .replace("œ", "oe");
    }
}
