package org.savealife.staff.signin;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.security.enterprise.AuthenticationStatus;
import jakarta.security.enterprise.authentication.mechanism.http.HttpMessageContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.savealife.platform.problem.ProblemResponse;
import org.savealife.platform.security.LastingAccess;

/**
 * Authenticates requests of pages by the session. A request without one for a page that {@code web.xml} restricts to
 * staff is redirected to the login page, and from there back. An Ajax request of a page is redirected in the form that
 * the page's script understands.
 */
@ApplicationScoped
public class PageAuthentication {

    /** The media type that a browser requests when it follows a live page. */
    private static final String EVENTS = "text/event-stream";

    private final StaffSession session;

    @Inject
    public PageAuthentication(StaffSession session) {
        this.session = session;
    }

    AuthenticationStatus validate(
            HttpServletRequest request, HttpServletResponse response, HttpMessageContext context) {
        if (isFile(request)) {
            return context.doNothing();
        }
        try {
            var member = session.find(request);
            if (member.isPresent()) {
                LastingAccess.leave(request, () -> session.standing(request, member.get()));
                return context.notifyContainerAboutLogin(StaffIdentityStore.signedIn(member.get()));
            }
        } catch (RuntimeException failure) {
            return refuse(ProblemResponse.of(failure).problem().status(), response);
        }
        return context.isProtected() ? leadToLogin(request, response) : context.doNothing();
    }

    /** Styles, scripts and pictures are public, and do not need to know the user. */
    private static boolean isFile(HttpServletRequest request) {
        return request.getServletPath().startsWith("/jakarta.faces.resource/");
    }

    private static AuthenticationStatus leadToLogin(HttpServletRequest request, HttpServletResponse response) {
        var login = request.getContextPath() + "/login.xhtml?next="
                + URLEncoder.encode(next(request), StandardCharsets.UTF_8);
        response.setHeader("Cache-Control", "no-store");
        if (EVENTS.equals(request.getHeader("Accept"))) {
            // 204 stops the browser's attempts to reconnect: HTML section 9.2
            response.setStatus(HttpServletResponse.SC_NO_CONTENT);
            return AuthenticationStatus.SEND_CONTINUE;
        }
        if ("partial/ajax".equals(request.getHeader("Faces-Request"))) {
            return write(
                    response,
                    "<?xml version=\"1.0\" encoding=\"UTF-8\"?><partial-response><redirect url=\"" + login
                            + "\"/></partial-response>");
        }
        response.setStatus(
                request.getMethod().equals("GET") ? HttpServletResponse.SC_FOUND : HttpServletResponse.SC_SEE_OTHER);
        response.setHeader("Location", login);
        return AuthenticationStatus.SEND_CONTINUE;
    }

    private static String next(HttpServletRequest request) {
        var query = request.getQueryString();
        var path = request.getRequestURI().substring(request.getContextPath().length());
        return query == null ? path : path + "?" + query;
    }

    private static AuthenticationStatus write(HttpServletResponse response, String text) {
        try {
            response.setContentType("text/xml;charset=UTF-8");
            response.getWriter().write(text);
            response.flushBuffer();
            return AuthenticationStatus.SEND_CONTINUE;
        } catch (IOException gone) {
            throw new UncheckedIOException("The browser went away before the answer.", gone);
        }
    }

    private static AuthenticationStatus refuse(int status, HttpServletResponse response) {
        try {
            response.sendError(status);
            return AuthenticationStatus.SEND_FAILURE;
        } catch (IOException gone) {
            throw new UncheckedIOException("The browser went away before the answer.", gone);
        }
    }
}
