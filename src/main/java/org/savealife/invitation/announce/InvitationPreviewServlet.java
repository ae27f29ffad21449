package org.savealife.invitation.announce;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Optional;
import org.savealife.donation.Donation;
import org.savealife.donation.DonationRepository;
import org.savealife.invitation.mail.Mailer;
import org.savealife.platform.error.ConflictException;
import org.savealife.platform.error.InvalidFieldsException;
import org.savealife.platform.i18n.Language;

/**
 * {@code /staff/preview?id=} or the parameters of a {@link DonationDraft}, and {@code language}: the HTML of an
 * invitation, for a frame on a page; with the parameters of a {@link ChangeMail}, that of the mail about a change. It
 * is a document of its own, so that the styles inside the mail need no exception in the page's Content-Security-Policy.
 * By its own policy, nothing is executed and nothing is fetched.
 */
@WebServlet("/staff/preview")
public class InvitationPreviewServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private static final String POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none';"
            + " form-action 'none'; frame-ancestors 'self'; sandbox";

    @Inject
    transient DonationRepository donations;

    @Inject
    transient Mailer mailer;

    @Inject
    transient Clock clock;

    @Inject
    transient ZoneId zone;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var language = parameter(request, "language").flatMap(Language::find).orElseGet(() -> Language.of(request));
        var html = parameter(request, ChangeMail.CHANGED).isPresent()
                ? change(request).map(mail -> mail.in(language, mailer).html())
                : announced(request)
                        .map(donation -> mailer.preview(donation, language).html());
        if (html.isEmpty()) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        response.setHeader("Content-Security-Policy", POLICY);
        response.setContentType("text/html;charset=UTF-8");
        response.getWriter().write(html.get());
    }

    private Optional<Donation> announced(HttpServletRequest request) {
        return parameter(request, "id").isPresent()
                ? parameter(request, "id").flatMap(donations::find)
                : DonationDraft.read(name -> parameter(request, name)).foreseen(clock.instant(), zone);
    }

    /** Nothing if there is no such change, for example since the donation was called off meanwhile. */
    private Optional<ChangeMail> change(HttpServletRequest request) {
        var edit = ChangeMail.read(name -> parameter(request, name));
        try {
            return parameter(request, ChangeMail.CHANGED)
                    .flatMap(donations::find)
                    .flatMap(donation -> ChangeMail.of(donation, edit, clock.instant(), zone));
        } catch (InvalidFieldsException | ConflictException noSuchChange) {
            return Optional.empty();
        }
    }

    private static Optional<String> parameter(HttpServletRequest request, String name) {
        return Optional.ofNullable(request.getParameter(name));
    }
}
