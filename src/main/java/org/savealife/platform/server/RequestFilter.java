package org.savealife.platform.server;

import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.savealife.platform.http.RequestMetrics;
import org.savealife.platform.problem.ErrorServlet;

/**
 * {@link RequestMetrics} around all other filters; for that reason it is declared in {@code web.xml}. It translates
 * exceptions into responses, because the container would log each as an error, even for a page that was left open for
 * too long. Requests that the container refuses, or redirects to the login page, do not get here: it authenticates
 * first.
 */
public class RequestFilter extends HttpFilter {

    private static final long serialVersionUID = 1L;

    /** Paths of the server within our application, which would outnumber all others. */
    private static final Set<String> FOR_OPERATORS = Set.of("/health", "/metrics", "/openapi");

    @Inject
    transient RequestMetrics requests;

    @Inject
    transient PublicPort port;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (FOR_OPERATORS.contains(request.getServletPath())) {
            chain.doFilter(request, response);
            return;
        }
        port.enter();
        if (port.isEnding()) {
            response.setHeader("Connection", "close");
        }
        requests.enter(request, response);
        var status = HttpServletResponse.SC_INTERNAL_SERVER_ERROR;
        try {
            chain.doFilter(request, response);
            status = response.getStatus();
        } catch (IOException | ServletException | RuntimeException failure) {
            if (response.isCommitted()) {
                throw failure;
            }
            status = ErrorServlet.send(failure, request, response);
        } finally {
            requests.count(status);
            requests.leave();
            port.leave();
        }
    }
}
