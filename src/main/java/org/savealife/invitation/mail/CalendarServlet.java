package org.savealife.invitation.mail;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.savealife.donation.DonationRepository;
import org.savealife.platform.RandomId;
import org.savealife.platform.i18n.Language;

/**
 * {@code /donation.ics?id=} and {@code language}: a donation as a calendar entry (RFC 5545) for somebody who signed
 * up, the same entry as in invitations. It is public, so it leaves out the note to invited donors. 404 once the
 * donation was called off.
 */
@WebServlet("/donation.ics")
public class CalendarServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Inject
    transient DonationRepository donations;

    @Inject
    transient Mailer mailer;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var donation = parameter(request, "id")
                .filter(id -> id.matches(RandomId.FORM))
                .flatMap(donations::find)
                .filter(found -> !found.cancelled());
        if (donation.isEmpty()) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        var language = parameter(request, "language").flatMap(Language::find).orElseGet(() -> Language.of(request));
        response.setContentType("text/calendar;charset=UTF-8");
        response.setHeader("Content-Disposition", "attachment; filename=\"donation.ics\"");
        response.getWriter().write(mailer.calendar(donation.get(), language));
    }

    private static Optional<String> parameter(HttpServletRequest request, String name) {
        return Optional.ofNullable(request.getParameter(name));
    }
}
