package org.savealife.donor.csv;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.savealife.platform.i18n.Language;
import org.savealife.platform.i18n.MessageBundle;
import org.savealife.platform.security.CurrentUser;
import org.savealife.platform.security.Roles;

/**
 * {@code /staff/import-errors.csv?job=}: the lines of an import that cannot be imported, with their problems, to be
 * corrected and imported. Only for the owner of the import; 404 for everybody else, and when the file is no longer
 * kept.
 */
@WebServlet("/staff/import-errors.csv")
public class DonorImportErrorsServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Inject
    transient DonorImports imports;

    @Inject
    transient CurrentUser caller;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        caller.check(Roles.STAFF);
        var found = Optional.ofNullable(request.getParameter("job")).flatMap(id -> imports.find(id, caller.getName()));
        if (found.isEmpty()) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        var locale = Language.of(request).locale();
        response.setContentType("text/csv;charset=UTF-8");
        response.setHeader("Content-Disposition", "attachment; filename=\"errors.csv\"");
        try {
            found.get().writeErrors(response.getWriter(), message -> MessageBundle.sentence(locale, message));
        } catch (IllegalArgumentException keptNoMore) {
            if (!response.isCommitted()) {
                response.reset();
                response.sendError(HttpServletResponse.SC_NOT_FOUND);
            }
        }
    }
}
