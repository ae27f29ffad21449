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
 * Refuses forms that another site made a browser send (403). Browsers say where a request comes from: in {@code
 * Sec-Fetch-Site}, older ones in {@code Origin}; no page can change either. Who sends neither is no browser with
 * somebody's cookies. What takes no cookies needs no such check: the API, and the links that unsubscribe (RFC 8058), which
 * work from wherever somebody reads mail.
 *
 * @see <a href="https://www.w3.org/TR/fetch-metadata/">Fetch Metadata Request Headers</a>
 */
@WebFilter(urlPatterns = "/*", asyncSupported = true)
public class SameOriginFilter extends HttpFilter {

    private static final long serialVersionUID = 1L;

    private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD", "OPTIONS");

    private static final Set<String> WITHOUT_COOKIES = Set.of(RestApplication.PATH, "/unsubscribe");

    /** "none" is the person: an address typed, a bookmark. */
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

    /** "null", which is what a sandboxed page sends, and what is no origin, are of nobody. */
    private static String authority(String origin) {
        try {
            return Optional.ofNullable(URI.create(origin).getAuthority()).orElse("null");
        } catch (IllegalArgumentException unreadable) {
            return "null";
        }
    }
}
