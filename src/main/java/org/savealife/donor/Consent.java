package org.savealife.donor;

import java.time.Instant;
import java.util.List;

/**
 * That a donor said yes to our e-mails themselves: to which version of the text, and when (GDPR article 7: whoever relies on
 * consent must be able to show it). The text of each version is {@code consent.<version>} of {@code messages*.properties} and
 * stays as it is; another wording is another version, added at the end of {@link #VERSIONS}.
 *
 * @param version of the text, or "" where nobody knows of a consent
 * @param language code of the {@link org.savealife.platform.i18n.Language} in which they read it, "" where that is not known
 */
public record Consent(String version, Instant at, String language) {

    /** Of a donor whom somebody else signed up, who answers for having asked. */
    public static final Consent NONE = new Consent("", Instant.EPOCH, "");

    /** The versions there have been, by month, the one in use last. */
    public static final List<String> VERSIONS = List.of("2026-11");

    /** @throws IllegalArgumentException if there never was such a version */
    public static String version(String text) {
        if (!VERSIONS.contains(text.strip())) {
            throw new IllegalArgumentException(
                    "There is no such version of our consent text. Please load the form again, or leave this out.");
        }
        return text.strip();
    }

    /** The version to which people say yes now. */
    public static String current() {
        return VERSIONS.get(VERSIONS.size() - 1);
    }

    public boolean isGiven() {
        return !version.isEmpty();
    }
}
