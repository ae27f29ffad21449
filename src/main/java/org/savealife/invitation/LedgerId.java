package org.savealife.invitation;

import java.nio.charset.StandardCharsets;

/**
 * How the ledger writes ids that our rules do not allow for donors. Another tool may have stored blanks, line
 * breaks and anything else that a DynamoDB key can hold; the ledger uses these to separate an id from its outcome.
 */
public final class LedgerId {

    private LedgerId() {}

    /**
     * The id with everything but visible ASCII characters percent-encoded: {@code a b} becomes {@code a%20b}, and
     * an empty id {@code %}.
     */
    public static String of(String id) {
        var written = new StringBuilder();
        for (var octet : id.getBytes(StandardCharsets.UTF_8)) {
            var isVisible = octet > ' ' && octet <= '~' && octet != '%';
            written.append(isVisible ? Character.toString(octet) : String.format("%%%02X", octet));
        }
        return written.isEmpty() ? "%" : written.toString();
    }
}
