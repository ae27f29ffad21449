package org.savealife.donation;

import java.util.regex.Pattern;
import org.savealife.platform.Sha256;

/**
 * Identifies a request of a caller, so that it can be sent again and is carried out once: the header
 * {@code Idempotency-Key}.
 *
 * @param id digest of caller and key together, 64 hexadecimal digits, so that keys of different callers never collide
 * @param request digest of the request, 64 hexadecimal digits
 * @see <a href="https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/">The Idempotency-Key HTTP
 *     Header Field</a>
 */
public record IdempotencyKey(String id, String request) {

    /** Visible ASCII characters, in quotes or not. */
    private static final Pattern FORM = Pattern.compile("[!-~]{1,200}");

    /**
     * @param caller the name of the user
     * @param key as the caller chose it
     * @param body the whole body of the request
     * @throws IllegalArgumentException if the text cannot be such a key; the message tells why
     */
    public static IdempotencyKey of(String caller, String key, String body) {
        var text = key.strip();
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("Please give a key of 1 to 200 visible characters of ASCII.");
        }
        return new IdempotencyKey(Sha256.of(caller + "\n" + text), Sha256.of(body));
    }
}
