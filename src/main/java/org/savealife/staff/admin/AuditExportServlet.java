package org.savealife.staff.admin;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.savealife.platform.audit.AuditLog;
import org.savealife.platform.http.CsvResponse;
import org.savealife.platform.paging.Cursor;
import org.savealife.platform.paging.ListingQuery;
import org.savealife.platform.security.CurrentUser;
import org.savealife.platform.security.Roles;

/**
 * The audit log as a CSV file, {@code /staff/audit.csv}, with the filters of {@link AuditPage}. It contains ids only,
 * as stored.
 */
@WebServlet("/staff/audit.csv")
public class AuditExportServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private static final int PAGE = 500;
    private static final List<String> HEAD = List.of("at", "who", "action", "subject");

    @Inject
    transient AuditLog audit;

    @Inject
    transient CurrentUser caller;

    @Inject
    transient ZoneId zone;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        caller.check(Roles.ADMIN);
        var wanted = AuditQuery.read(name -> Optional.ofNullable(request.getParameter(name)))
                .wanted(zone);
        audit.record("audit.export", "");
        try (var csv = CsvResponse.begin(response, "audit.csv", HEAD)) {
            var cursor = Cursor.NONE;
            do {
                var page = audit.list(wanted, new ListingQuery(PAGE, cursor));
                for (var entry : page.entries()) {
                    csv.row(List.of(entry.at().toString(), entry.caller(), entry.action(), entry.subject()));
                }
                csv.flush();
                cursor = page.next();
            } while (!cursor.isNone());
        }
    }
}
