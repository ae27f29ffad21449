package org.savealife.platform.server;

import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.savealife.platform.ProcessRole;

/**
 * Answers 404 wherever this process does not answer ({@link ProcessRole#answers}), before any other filter: {@code web.xml}
 * names it first. Who makes a request is asked even before, so {@code staff.StaffAuthentication} does the same.
 */
public class RoleBoundaryFilter extends HttpFilter {

    private static final long serialVersionUID = 1L;

    @Inject
    transient ProcessRole role;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (role.answers(request)) {
            chain.doFilter(request, response);
        } else {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
        }
    }
}
