package org.savealife.staff;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import org.savealife.platform.Sha256;

/**
 * The text that a caller shows as bearer: {@code savealife_} and 256 random bits in base64url. The prefix lets secret
 * scanners find a token that got published. It is told once; the table holds its {@link #id}, which need not be
 * salted, as there is nothing to guess in 256 random bits.
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

    /** Nothing, if the text is no token at all. */
    public static Optional<TokenSecret> find(String text) {
        return FORM.matcher(text).matches() ? Optional.of(new TokenSecret(text)) : Optional.empty();
    }

    /** SHA-256 of the text, in 64 hexadecimal digits. */
    public String id() {
        return Sha256.of(text);
    }

    @Override
    public String toString() {
        return PREFIX + "…";
    }
}
