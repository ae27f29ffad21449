package org.savealife.donor;

import java.time.Instant;
import java.util.List;

/**
 * Records that a donor agreed to our e-mails: to which version of the text, and when. GDPR article 7 requires anybody
 * who relies on consent to be able to show it. The text of each version is {@code consent.<version>} in {@code
 * messages*.properties} and never changes; new wording is a new version, added at the end of {@link #VERSIONS}.
 *
 * @param version of the text, or "" if no consent is known
 * @param language code of the {@link org.savealife.platform.i18n.Language} in which the donor read it, "" if that is
 *     not known
 */
public record Consent(String version, Instant at, String language) {

    /** For a donor whom somebody else signed up, and who was asked by that person. */
    public static final Consent NONE = new Consent("", Instant.EPOCH, "");

    /** The versions so far, named by month; the last one is in use. */
    public static final List<String> VERSIONS = List.of("2026-11");

    /** @throws IllegalArgumentException if there never was such a version */
    public static String version(String text) {
        if (!VERSIONS.contains(text.strip())) {
            throw new IllegalArgumentException(
                    "There is no such version of our consent text. Please load the form again, or leave this out.");
        }
        return text.strip();
    }

    /** The version that people agree to now. */
    public static String current() {
        return VERSIONS.get(VERSIONS.size() - 1);
    }

    public boolean isGiven() {
        return !version.isEmpty();
    }
}
