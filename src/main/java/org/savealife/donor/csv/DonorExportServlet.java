package org.savealife.donor.csv;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.savealife.donor.DonorOrder;
import org.savealife.donor.DonorQuery;
import org.savealife.donor.store.SortedDonorRepository;
import org.savealife.platform.audit.AuditLog;
import org.savealife.platform.error.FieldValidator;
import org.savealife.platform.http.CsvResponse;
import org.savealife.platform.paging.Cursor;
import org.savealife.platform.security.CurrentUser;
import org.savealife.platform.security.Roles;

/**
 * The list of donors as a CSV file, with the filters and the order of the list. Only for users who may change donors,
 * since it hands out all personal data.
 */
@WebServlet("/staff/donors.csv")
public class DonorExportServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private static final int PAGE = 500;

    @Inject
    transient SortedDonorRepository donors;

    @Inject
    transient CurrentUser caller;

    @Inject
    transient AuditLog audit;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        caller.check(Roles.STAFF);
        var fields = new FieldValidator();
        var query = DonorQuery.read(
                fields, find(request, "q"), find(request, "city"), find(request, "type"), find(request, "status"));
        var order = DonorOrder.ofWord(find(request, "sort").orElse(""));
        fields.check();
        audit.record("donor.export", "");
        try (var csv = CsvResponse.begin(response, "donors.csv", DonorCsv.HEAD)) {
            var cursor = Cursor.NONE;
            do {
                var page = donors.list(query, order, cursor, PAGE);
                for (var donor : page.entries()) {
                    csv.row(DonorCsv.row(donor));
                }
                csv.flush();
                cursor = page.next();
            } while (!cursor.isNone());
        }
    }

    private static Optional<String> find(HttpServletRequest request, String name) {
        return Optional.ofNullable(request.getParameter(name));
    }
}
