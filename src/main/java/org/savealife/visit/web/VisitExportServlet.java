package org.savealife.visit.web;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.savealife.donation.DonationRepository;
import org.savealife.platform.audit.AuditLog;
import org.savealife.platform.error.NotFoundException;
import org.savealife.platform.http.CsvResponse;
import org.savealife.platform.paging.Cursor;
import org.savealife.platform.security.CurrentUser;
import org.savealife.platform.security.Roles;

/**
 * The visits of a donation as a CSV file, {@code /staff/visits.csv?id=}, with the filters of {@link WhoComesPage}. Only
 * for staff who may change donors, as it contains personal data.
 */
@WebServlet("/staff/visits.csv")
public class VisitExportServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private static final int PAGE = 200;
    private static final List<String> HEAD =
            List.of("donor_id", "first_name", "email", "state", "slot", "via", "reason", "answered_at");

    @Inject
    transient DonationRepository donations;

    @Inject
    transient VisitLines visitLines;

    @Inject
    transient CurrentUser caller;

    @Inject
    transient AuditLog audit;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        caller.check(Roles.STAFF);
        var donation = Optional.of(parameter(request, "id"))
                .flatMap(donations::find)
                .orElseThrow(() -> new NotFoundException("There is no donation with this id."));
        var filter = VisitLines.filter(parameter(request, "state"), parameter(request, "slot"));
        audit.record("visit.export", donation.id());
        try (var csv = CsvResponse.begin(response, "visits-" + donation.id() + ".csv", HEAD)) {
            var cursor = Cursor.NONE;
            do {
                var page = visitLines.find(donation, filter, cursor, PAGE);
                for (var line : page.entries()) {
                    csv.row(row(line));
                }
                csv.flush();
                cursor = page.next();
            } while (!cursor.isNone());
        }
    }

    private static String parameter(HttpServletRequest request, String name) {
        return Optional.ofNullable(request.getParameter(name)).orElse("").strip();
    }

    /** A row below {@link #HEAD}. */
    private static List<String> row(VisitLines.Line line) {
        var visit = line.visit();
        return List.of(
                visit.donorId(),
                line.donor().map(donor -> donor.firstName().value()).orElse(""),
                line.donor().map(donor -> donor.email().value()).orElse(""),
                visit.state().word(),
                visit.slot().map(Instant::toString).orElse(""),
                visit.via().word(),
                visit.reason(),
                visit.answeredAt().toString());
    }
}
