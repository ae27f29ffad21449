package org.savealife.platform.http;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Where people reach this server: {@code savealife.public-url}. What a request claims about it is not asked. */
@ApplicationScoped
public class PublicUrl {

    private final URI url;

    @Inject
    public PublicUrl(@ConfigProperty(name = "savealife.public-url") URI url) {
        this.url = url;
    }

    /** Whether people reach us by https, whoever ends the TLS. */
    public boolean isEncrypted() {
        return "https".equalsIgnoreCase(url.getScheme());
    }

    /** The address of what is at that path below {@code /api}, for {@code Location}; ids need no escaping. */
    public URI api(String path) {
        return URI.create(url + RestApplication.PATH + "/" + path);
    }

    /** The address of a page for everybody; "" for the first one. */
    public String page(String path) {
        return url + "/" + path;
    }

    /** Host and port as a browser writes them in {@code Host} and {@code Origin}. */
    public String authority() {
        return String.valueOf(url.getAuthority());
    }
}
