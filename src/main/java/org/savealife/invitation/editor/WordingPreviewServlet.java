package org.savealife.invitation.editor;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.savealife.invitation.mail.MailPreview;

/**
 * {@code /staff/wording-preview?page=}: the mail of {@link WordingPreviews}, for a frame on the page, with a
 * {@linkplain MailPreview#POLICY policy of its own}.
 */
@WebServlet("/staff/wording-preview")
public class WordingPreviewServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Inject
    transient WordingPreviews previews;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var mail = Optional.ofNullable(request.getParameter("page")).flatMap(previews::find);
        if (mail.isEmpty()) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        response.setHeader("Content-Security-Policy", MailPreview.POLICY);
        response.setContentType("text/html;charset=UTF-8");
        response.getWriter().write(mail.get());
    }
}
