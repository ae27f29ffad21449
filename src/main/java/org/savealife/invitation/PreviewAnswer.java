package org.savealife.invitation;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.savealife.donation.DonationRepository;
import org.savealife.platform.Language;

/**
 * {@code /staff/preview?id=}: the HTML of an invitation, for the frame on the page of its donation. A document of its own,
 * so that the mail's styles, which are in the text, need no exception in the page's Content-Security-Policy; under its own,
 * nothing runs and nothing is fetched.
 */
@WebServlet("/staff/preview")
public class PreviewAnswer extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private static final String POLICY =
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox";

    @Inject
    transient DonationRepository donations;

    @Inject
    transient Mailer mailer;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var donation = Optional.ofNullable(request.getParameter("id")).flatMap(donations::find);
        if (donation.isEmpty()) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        response.setHeader("Content-Security-Policy", POLICY);
        response.setContentType("text/html;charset=UTF-8");
        response.getWriter()
                .write(mailer.preview(donation.get(), Language.of(request)).html());
    }
}
