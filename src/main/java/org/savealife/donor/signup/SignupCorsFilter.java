package org.savealife.donor.signup;

import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.savealife.donor.Origin;
import org.savealife.donor.SignupSettings;

/**
 * Lets the pages of the sites in {@code savealife.signup.origins}, and no others, show the sign-up form and send it.
 * Browsers send no cookies along, so these sites cannot act on behalf of a user.
 *
 * @see <a href="https://fetch.spec.whatwg.org/#http-cors-protocol">CORS in the Fetch standard</a>
 */
@WebFilter(
        urlPatterns = {
            "/api/donor/signup",
            "/api/city/suggestion",
            "/signup-form.xhtml",
            "/signed-up.xhtml",
            "/resources/css/embed.css"
        },
        asyncSupported = true)
public class SignupCorsFilter extends HttpFilter {

    private static final long serialVersionUID = 1L;

    private static final String AN_HOUR = "3600";

    @Inject
    transient SignupSettings settings;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        response.addHeader("Vary", "Origin");
        var origin = Optional.ofNullable(request.getHeader("Origin"))
                .filter(asking -> settings.origins().contains(new Origin(asking)));
        origin.ifPresent(known -> {
            response.setHeader("Access-Control-Allow-Origin", known);
            response.setHeader("Access-Control-Expose-Headers", "Retry-After");
        });
        if (origin.isPresent() && isQuestion(request)) {
            response.setHeader("Access-Control-Allow-Methods", "GET, POST");
            response.setHeader("Access-Control-Allow-Headers", "Content-Type");
            response.setHeader("Access-Control-Max-Age", AN_HOUR);
            response.setStatus(HttpServletResponse.SC_NO_CONTENT);
        } else {
            chain.doFilter(request, response);
        }
    }

    private static boolean isQuestion(HttpServletRequest request) {
        return request.getMethod().equals("OPTIONS") && request.getHeader("Access-Control-Request-Method") != null;
    }
}
