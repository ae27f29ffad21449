package org.savealife.donor;

import java.net.URI;
import java.util.List;

/**
 * A site, as a browser names it in the header {@code Origin}: scheme, host, and the port if it is not the default one
 * (RFC 6454 section 6.2).
 */
public record Origin(String text) {

    /** @throws IllegalArgumentException if it is not an origin, or if there is a slash at the end */
    public static Origin of(String text) {
        var url = URI.create(text);
        var port = url.getPort() < 0 ? "" : ":" + url.getPort();
        if (!List.of("http", "https").contains(String.valueOf(url.getScheme()))
                || url.getHost() == null
                || !text.equals(url.getScheme() + "://" + url.getHost() + port)) {
            throw new IllegalArgumentException(text);
        }
        return new Origin(text);
    }
}
