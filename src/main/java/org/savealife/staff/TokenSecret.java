package org.savealife.staff;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import org.savealife.platform.Sha256;

/**
 * The secret of an API token, sent as a bearer token: {@code savealife_} and 256 random bits in base64url. The prefix
 * lets secret scanners find a published token. It is shown once. The table contains its {@link #id}, which needs no
 * salt, because 256 random bits cannot be guessed.
 */
public record TokenSecret(String text) {

    private static final String PREFIX = "savealife_";
    private static final int BYTES = 32;
    private static final Pattern FORM = Pattern.compile(PREFIX + "[A-Za-z0-9_-]{43}");

    public TokenSecret {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("This is no API token: they start with " + PREFIX + ".");
        }
    }

    public static TokenSecret random(SecureRandom random) {
        var bits = new byte[BYTES];
        random.nextBytes(bits);
        return new TokenSecret(PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bits));
    }

    /** The secret; empty if the text does not have its form. */
    public static Optional<TokenSecret> find(String text) {
        return FORM.matcher(text).matches() ? Optional.of(new TokenSecret(text)) : Optional.empty();
    }

    /** SHA-256 of the text, as 64 hexadecimal digits. */
    public String id() {
        return Sha256.of(text);
    }

    @Override
    public String toString() {
        return PREFIX + "…";
    }
}
