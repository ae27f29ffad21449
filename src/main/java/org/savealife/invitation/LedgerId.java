package org.savealife.invitation;

import java.nio.charset.StandardCharsets;

/**
 * How the ledger writes the id of an item that is no donor by our rules. Another tool may have stored blanks, line breaks
 * and whatever else a key of DynamoDB can hold; in the ledger they stand between an id and what became of it.
 */
public final class LedgerId {

    private LedgerId() {}

    /** The id with all but visible signs of ASCII as in addresses, {@code a%20b}; {@code %} where it is empty. */
    public static String of(String id) {
        var written = new StringBuilder();
        for (var octet : id.getBytes(StandardCharsets.UTF_8)) {
            var isVisible = octet > ' ' && octet <= '~' && octet != '%';
            written.append(isVisible ? Character.toString(octet) : String.format("%%%02X", octet));
        }
        return written.isEmpty() ? "%" : written.toString();
    }
}
