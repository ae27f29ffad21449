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
 * Responds with 404 to requests that this process does not answer ({@link ProcessRole#answers}). It is first in
 * {@code web.xml}, and so runs before any other filter. Authentication runs even earlier, therefore
 * {@code staff.StaffAuthentication} does the same.
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
