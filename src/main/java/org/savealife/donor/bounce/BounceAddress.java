package org.savealife.donor.bounce;

import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.savealife.mail.message.EmailAddress;

/** The address for bounces. With a token in its local part (VERP), it is the address of one donor's mail. */
public record BounceAddress(String local, String domain) {

    private static final String DELIMITER = "+";

    /** RFC 5321 section 4.5.3.1.1. */
    private static final int MAX_LOCAL_PART_LENGTH = 64;

    private static final int MAX_DOMAIN_LENGTH = 180;

    /** A token within an address. */
    private static final Pattern TOKEN = Pattern.compile("\\+(" + AddressTokens.FORM + ")@", Pattern.CASE_INSENSITIVE);

    /** @throws IllegalArgumentException if it is not an address, or has no room for a token; the message tells why */
    public static BounceAddress of(String text) {
        var parts = EmailAddress.of(text).ascii().split("@", 2);
        if (parts[0].length() + DELIMITER.length() + AddressTokens.LENGTH > MAX_LOCAL_PART_LENGTH
                || parts[1].length() > MAX_DOMAIN_LENGTH
                || parts[0].contains(DELIMITER)) {
            throw new IllegalArgumentException("It may have up to "
                    + (MAX_LOCAL_PART_LENGTH - DELIMITER.length() - AddressTokens.LENGTH)
                    + " characters before the @, and no + there.");
        }
        return new BounceAddress(parts[0], parts[1]);
    }

    /** The address with that token. */
    public String with(String token) {
        return local + DELIMITER + token + "@" + domain;
    }

    /** The tokens in a text that are part of this address. */
    public Stream<String> tokensIn(String text) {
        return TOKEN.matcher(text)
                .results()
                .filter(found -> text.regionMatches(true, found.start() - local.length(), local, 0, local.length())
                        && text.regionMatches(true, found.end(), domain, 0, domain.length()))
                .map(found -> found.group(1).toLowerCase(Locale.ROOT));
    }
}
