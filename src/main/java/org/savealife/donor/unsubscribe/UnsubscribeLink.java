package org.savealife.donor.unsubscribe;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.savealife.mail.message.EmailAddress;

/**
 * How one donor unsubscribes, as written into the donor's mails.
 *
 * @param url of the donor's page, see {@link UnsubscribeServlet}
 * @param listHeader value of the header {@code List-Unsubscribe} (RFC 2369): the page and, if configured, a mail with
 *     the token as its subject
 */
public record UnsubscribeLink(String url, String listHeader) {

    /** Precedes the token. */
    static final String PATH = "/unsubscribe/";

    static UnsubscribeLink of(String publicUrl, Optional<EmailAddress> mailto, String token) {
        var url = publicUrl + PATH + token;
        var mail = mailto.map(address -> ", <mailto:" + inUrl(address) + "?subject=" + token + ">");
        return new UnsubscribeLink(url, "<" + url + ">" + mail.orElse(""));
    }

    /** Escapes the characters that have a meaning in a URL (RFC 6068 section 2). */
    private static String inUrl(EmailAddress address) {
        var parts = address.ascii().split("@", 2);
        return URLEncoder.encode(parts[0], StandardCharsets.UTF_8) + "@" + parts[1];
    }

    /** Stays out of logs, since anybody can use the link. */
    @Override
    public String toString() {
        return "UnsubscribeLink[…]";
    }
}
