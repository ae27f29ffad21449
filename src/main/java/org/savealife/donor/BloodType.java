package org.savealife.donor;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The eight ABO and RhD blood types, and {@link #UNKNOWN} for the many people who do not know theirs. Self-declared,
 * not confirmed by a laboratory. Health data under GDPR article 9: never in a subject, header, URL, log or metric.
 */
public enum BloodType {
    O_NEGATIVE("O-"),
    O_POSITIVE("O+"),
    A_NEGATIVE("A-"),
    A_POSITIVE("A+"),
    B_NEGATIVE("B-"),
    B_POSITIVE("B+"),
    AB_NEGATIVE("AB-"),
    AB_POSITIVE("AB+"),
    UNKNOWN("");

    private static final Pattern WRITTEN = Pattern.compile(
            "(?<group>AB|A|B|O|0) ?(?:-(?=[A-Z]))? ?(?:RH(?:ESUS)?(?:[ -]?(?:FACTOR|FAKTOR))?(?: ?\\(?D\\)?)?)?"
                    + " ?(?:-(?=[A-Z]))? ?"
                    + "\\(?(?<sign>\\+|-|POS(?:ITIVE|ITIV|ITIEF|ITIVO|ITIVA|ITIF)?"
                    + "|NEG(?:ATIVE|ATIV|ATIEF|ATIVO|ATIVA|ATIF)?)"
                    + "(?:VE)?\\)?\\.?");

    private static final Map<String, BloodType> BY_CODE =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(BloodType::code, type -> type));

    private final String code;

    BloodType(String code) {
        this.code = code;
    }

    /** {@code O+}, {@code AB-} and so on, as stored and shown; empty for {@link #UNKNOWN}. */
    public String code() {
        return code;
    }

    /**
     * The code as pages show it, with a minus sign instead of the hyphen, which is hard to see; empty for {@link
     * #UNKNOWN}.
     */
    public String label() {
        return code.replace('-', '\u2212');
    }

    /**
     * Understands what people write: {@code 0+}, {@code O pos}, {@code 0-negatief}, {@code AB rh+}, {@code A −}. Group
     * zero is group O (Dutch, German and Italian usage).
     *
     * @throws IllegalArgumentException if the text is no blood type; the message tells how to write one
     */
    public static BloodType parse(String text) {
        var written = Normalizer.normalize(text, Normalizer.Form.NFKC)
                .toUpperCase(Locale.ROOT)
                .replaceAll("[\\u2010-\\u2015\\u2212\\uFE63]", "-")
                .replaceAll("[\\s_/,:]+", " ")
                .strip();
        if (written.equals("UNKNOWN")) {
            return UNKNOWN;
        }
        var matcher = WRITTEN.matcher(written);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("Please write the blood type like A+, 0- or AB Rh negative,"
                    + " or leave it out if you do not know it.");
        }
        var sign = matcher.group("sign");
        return ofCode(
                matcher.group("group").replace('0', 'O') + (sign.startsWith("+") || sign.startsWith("P") ? "+" : "-"));
    }

    /** @throws IllegalArgumentException if the code is not one of {@link #code()} */
    public static BloodType ofCode(String code) {
        return Optional.ofNullable(BY_CODE.get(code))
                .orElseThrow(() -> new IllegalArgumentException("No blood type has this code."));
    }
}
