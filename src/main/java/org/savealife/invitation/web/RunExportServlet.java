package org.savealife.invitation.web;

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
import org.savealife.donor.Donor;
import org.savealife.invitation.LedgerRepository;
import org.savealife.platform.audit.AuditLog;
import org.savealife.platform.error.NotFoundException;
import org.savealife.platform.http.CsvResponse;
import org.savealife.platform.paging.Cursor;
import org.savealife.platform.security.CurrentUser;
import org.savealife.platform.security.Roles;

/**
 * The donors of a run as a CSV file, {@code /staff/run.csv?id=}, with the filters of {@link RunDonorsPage}. Only
 * for staff who may change donors, as it contains personal data.
 */
@WebServlet("/staff/run.csv")
public class RunExportServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private static final int PAGE = 500;
    private static final List<String> HEAD =
            List.of("donor_id", "first_name", "email", "type", "outcome", "reason", "at");

    @Inject
    transient DonationRepository donations;

    @Inject
    transient RunDonors donors;

    @Inject
    transient CurrentUser caller;

    @Inject
    transient AuditLog audit;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        caller.check(Roles.STAFF);
        var run = RunParameter.find(parameter(request, "id"))
                .orElseThrow(() -> new NotFoundException("There is no such run."));
        var donation = donations
                .find(run.donationId())
                .orElseThrow(() -> new NotFoundException("There is no donation with this id."));
        var kind = RunDonorsPage.kind(parameter(request, "outcome"));
        var reason = kind.isEmpty() ? "" : parameter(request, "reason");
        var wanted = new LedgerRepository.Wanted(kind, reason);
        var query = new RunDonors.Query(donation, run, wanted, parameter(request, "q"));
        audit.record("run.export", run.text());
        try (var csv = CsvResponse.begin(response, "donation-" + run.text() + ".csv", HEAD)) {
            var cursor = Cursor.NONE;
            do {
                var page = donors.find(query, cursor, PAGE);
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

    /** A row below {@link #HEAD}. Deleted donors have an id only. */
    static List<String> row(RunDonors.Line line) {
        return List.of(
                line.donorId(),
                line.donor().map(donor -> donor.firstName().value()).orElse(""),
                line.donor().map(donor -> donor.email().value()).orElse(""),
                line.donor().map(Donor::type).map(type -> type.code()).orElse(""),
                line.outcome().kind(),
                line.outcome().reason(),
                line.at().map(Instant::toString).orElse(""));
    }
}
