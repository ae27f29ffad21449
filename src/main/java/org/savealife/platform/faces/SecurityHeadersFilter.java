package org.savealife.platform.faces;

import jakarta.inject.Inject;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.util.Set;
import org.savealife.platform.http.PublicUrl;
import org.savealife.platform.http.RestApplication;

/**
 * Adds the security headers to every response except those of the API, and sends redirects as paths: behind a proxy
 * that ends TLS, the container would redirect to http. Pages have their own Content-Security-Policy with PrimeFaces'
 * nonce (see {@code web.xml}); all other responses get one under which nothing runs. Browsers may cache scripts and
 * styles, but not pages: they may contain personal data, and after signing out, the back button must show nothing.
 */
@WebFilter(
        urlPatterns = "/*",
        dispatcherTypes = {DispatcherType.REQUEST, DispatcherType.ERROR},
        asyncSupported = true)
public class SecurityHeadersFilter extends HttpFilter {

    private static final long serialVersionUID = 1L;

    private static final String POLICY = "Content-Security-Policy";
    private static final String NOTHING_RUNS =
            "default-src 'none'; img-src 'self' data:; style-src 'self' 'unsafe-inline';"
                    + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD");

    /** Other sites load it with each of their pages. */
    private static final String SIGNUP_SCRIPT = "/signup.js";

    @Inject
    transient PublicUrl publicUrl;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request.getServletPath().equals(RestApplication.PATH)) {
            chain.doFilter(request, response);
            return;
        }
        response.setHeader(POLICY, NOTHING_RUNS);
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "same-origin");
        response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
        response.setHeader("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
        if (publicUrl.isEncrypted()) {
            response.setHeader("Strict-Transport-Security", "max-age=31536000");
        }
        if (isPage(request)) {
            response.setHeader("Cache-Control", "no-store");
        } else if (request.getServletPath().equals(SIGNUP_SCRIPT)) {
            response.setHeader("Cache-Control", "max-age=300");
        }
        chain.doFilter(request, new Response(response, SAFE_METHODS.contains(request.getMethod())));
    }

    private static boolean isPage(HttpServletRequest request) {
        return !request.getServletPath().startsWith("/jakarta.faces.resource/")
                && !request.getServletPath().startsWith("/resources/")
                && !request.getServletPath().equals(SIGNUP_SCRIPT);
    }

    private static final class Response extends HttpServletResponseWrapper {

        private final boolean safe;

        private Response(HttpServletResponse response, boolean safe) {
            super(response);
            this.safe = safe;
        }

        /** The policy of a page replaces ours: with two policies, both would apply. */
        @Override
        public void addHeader(String name, String value) {
            if (name.equalsIgnoreCase(POLICY)) {
                setHeader(name, value);
            } else {
                super.addHeader(name, value);
            }
        }

        /** 303 after a form, so that the browser uses GET next (RFC 9110 section 15.4.4). */
        @Override
        public void sendRedirect(String location) {
            resetBuffer();
            setStatus(safe ? SC_FOUND : SC_SEE_OTHER);
            setHeader("Location", location);
        }
    }
}
