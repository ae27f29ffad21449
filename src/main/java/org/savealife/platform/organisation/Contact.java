package org.savealife.platform.organisation;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A way to contact somebody.
 *
 * @param text for people: an e-mail address, the address of a web page, or a telephone number
 * @param link the target of the link: {@code mailto:}, {@code https:} or {@code tel:} (RFC 6068, RFC 3966)
 */
public record Contact(String text, String link) {

    static final String ALLOWED = "an e-mail address, a web address that starts with https:// or a telephone number;"
            + " several with commas between them";

    private static final String MAILTO = "mailto:";
    private static final Pattern EMAIL = Pattern.compile("[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(?:\\.[A-Za-z0-9-]+)+");
    private static final Pattern WEB = Pattern.compile("https?://[A-Za-z0-9.-]+(?::[0-9]+)?(?:/[!-~&&[^,\"<>]]*)?");
    private static final Pattern TELEPHONE = Pattern.compile("[+(]?[0-9][0-9 ()./-]{3,29}");
    private static final Pattern NO_DIGIT = Pattern.compile("[^0-9]");

    /** @throws IllegalArgumentException if it is none of these */
    public static Contact of(String typed) {
        var text = typed.strip();
        if (EMAIL.matcher(text).matches()) {
            return new Contact(text, MAILTO + text);
        }
        if (WEB.matcher(text).matches()) {
            return new Contact(text, text);
        }
        if (TELEPHONE.matcher(text).matches()) {
            var digits = NO_DIGIT.matcher(text).replaceAll("");
            return new Contact(text, "tel:" + (text.startsWith("+") ? "+" : "") + digits);
        }
        throw new IllegalArgumentException(text);
    }

    /** The address, if this is an e-mail address. */
    Optional<String> email() {
        return Optional.of(text).filter(address -> link.startsWith(MAILTO));
    }
}
