package org.savealife.platform.http;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;

/**
 * The address under which people reach this server: {@code savealife.public-url}. What a request claims about it is
 * ignored.
 */
@ApplicationScoped
public class PublicUrl {

    private final URI url;

    @Inject
    public PublicUrl(HttpSettings settings) {
        this.url = URI.create(settings.publicUrl());
    }

    /** Whether people use https, wherever TLS ends. */
    public boolean isEncrypted() {
        return "https".equalsIgnoreCase(url.getScheme());
    }

    /** The URL of that path below {@code /api}, for {@code Location}; ids need no escaping. */
    public URI api(String path) {
        return URI.create(url + RestApplication.PATH + "/" + path);
    }

    /** The URL of a public page; "" for the first one. */
    public String page(String path) {
        return url + "/" + path;
    }

    /** Host and port in the form that browsers use in {@code Host} and {@code Origin}. */
    public String authority() {
        return String.valueOf(url.getAuthority());
    }
}
