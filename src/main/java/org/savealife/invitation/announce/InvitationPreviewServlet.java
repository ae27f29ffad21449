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
import org.savealife.donation.DonationRepository;
import org.savealife.invitation.mail.MailPreview;
import org.savealife.invitation.mail.Mailer;
import org.savealife.platform.i18n.Language;

/**
 * {@code /staff/preview?id=} or the parameters of a {@link DonationDraft}, and {@code language}: the HTML of an
 * invitation, for a frame on a page, with a {@linkplain MailPreview#POLICY policy of its own}.
 */
@WebServlet("/staff/preview")
public class InvitationPreviewServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

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
        var donation = parameter(request, "id").isPresent()
                ? parameter(request, "id").flatMap(donations::find)
                : DonationDraft.read(name -> parameter(request, name)).foreseen(clock.instant(), zone);
        if (donation.isEmpty()) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        response.setHeader("Content-Security-Policy", MailPreview.POLICY);
        response.setContentType("text/html;charset=UTF-8");
        var language = parameter(request, "language").flatMap(Language::find).orElseGet(() -> Language.of(request));
        response.getWriter().write(mailer.preview(donation.get(), language).html());
    }

    private static Optional<String> parameter(HttpServletRequest request, String name) {
        return Optional.ofNullable(request.getParameter(name));
    }
}
