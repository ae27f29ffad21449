package org.savealife.platform.http;

import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.Set;

/**
 * Refuses forms that another site made a browser send (403). Browsers state where a request comes from: in
 * {@code Sec-Fetch-Site}, older ones in {@code Origin}. No page can change these headers. A client that sends neither
 * is not a browser with somebody's cookies. Requests that use no cookies need no check: the API, unsubscribing by link
 * (RFC 8058), which must work from any mail program, and answering an invitation by link, whose page sends no origin.
 *
 * @see <a href="https://www.w3.org/TR/fetch-metadata/">Fetch Metadata Request Headers</a>
 */
@WebFilter(urlPatterns = "/*", asyncSupported = true)
public class SameOriginFilter extends HttpFilter {

    private static final long serialVersionUID = 1L;

    private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD", "OPTIONS");

    private static final Set<String> WITHOUT_COOKIES = Set.of(RestApplication.PATH, "/unsubscribe", "/r");

    /** "none": the person typed the address or used a bookmark. */
    private static final Set<String> OURS = Set.of("same-origin", "none");

    @Inject
    transient PublicUrl publicUrl;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (SAFE_METHODS.contains(request.getMethod())
                || WITHOUT_COOKIES.contains(request.getServletPath())
                || isOurs(request)) {
            chain.doFilter(request, response);
        } else {
            response.sendError(HttpServletResponse.SC_FORBIDDEN);
        }
    }

    private boolean isOurs(HttpServletRequest request) {
        var site = Optional.ofNullable(request.getHeader("Sec-Fetch-Site"));
        var origin = Optional.ofNullable(request.getHeader("Origin"));
        var host = Optional.ofNullable(request.getHeader("Host")).orElse("");
        return site.map(OURS::contains)
                .or(() -> origin.map(SameOriginFilter::authority)
                        .map(authority -> authority.equals(host) || authority.equals(publicUrl.authority())))
                .orElse(true);
    }

    /**
     * The host and port of an origin; "" for "null", which sandboxed pages send, and for anything that is not an
     * origin.
     */
    private static String authority(String origin) {
        try {
            return Optional.ofNullable(URI.create(origin).getAuthority()).orElse("null");
        } catch (IllegalArgumentException unreadable) {
            return "null";
        }
    }
}
