package org.savealife.platform.organisation;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** {@code /organisation/logo}: the logo of the {@link Organisation}, for everybody; 404 if it has none. */
@WebServlet("/organisation/logo")
public class OrganisationLogoServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private static final String AN_HOUR = "max-age=3600";

    @Inject
    transient Organisation organisation;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var logo = organisation.logo();
        if (logo.isEmpty()) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        response.setContentType(logo.get().type());
        response.setHeader("Cache-Control", AN_HOUR);
        response.getOutputStream().write(logo.get().bytes());
    }
}
