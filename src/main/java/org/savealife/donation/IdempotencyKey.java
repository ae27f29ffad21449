package org.savealife.donation;

import java.util.regex.Pattern;
import org.savealife.platform.Sha256;

/**
 * By which a caller knows a request, so that it can be sent again and is carried out once: the header {@code Idempotency-Key}.
 *
 * @param id of caller and key together, 64 hexadecimal digits: keys of different callers never meet
 * @param request what was asked for under that key, 64 hexadecimal digits
 * @see <a href="https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/">The Idempotency-Key HTTP Header
 *     Field</a>
 */
public record IdempotencyKey(String id, String request) {

    /** Visible characters of ASCII, in quotes or not. */
    private static final Pattern FORM = Pattern.compile("[!-~]{1,200}");

    /**
     * @param caller who asks
     * @param key as the caller chose it
     * @param body the whole of what is asked for
     * @throws IllegalArgumentException if the text cannot be such a key; says why
     */
    static IdempotencyKey of(String caller, String key, String body) {
        var text = key.strip();
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("Please give a key of 1 to 200 visible characters of ASCII.");
        }
        return new IdempotencyKey(Sha256.of(caller + "\n" + text), Sha256.of(body));
    }
}
