package org.savealife.platform;

import jakarta.inject.Inject;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;

/**
 * The error page of {@code web.xml}: answers what fails before a resource or its exception mapper is reached, such as
 * a header that cannot be read. Below {@code /api} that is a {@link Problem}, elsewhere one line of text; never the
 * container's own page, which names the server.
 */
@WebServlet("/error")
public class ErrorAnswer extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Inject
    transient Json json;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var status = attribute(request, RequestDispatcher.ERROR_STATUS_CODE, Integer.class)
                .orElse(404);
        var path = attribute(request, RequestDispatcher.ERROR_REQUEST_URI, String.class)
                .orElse("");
        var answer = attribute(request, RequestDispatcher.ERROR_EXCEPTION, Throwable.class)
                .map(ProblemAnswer::of)
                .orElseGet(() -> ProblemAnswer.of(status));
        if (path.startsWith(request.getContextPath() + RestApplication.PATH + "/")) {
            answer.write(response, json);
            return;
        }
        response.setStatus(answer.problem().status());
        response.setContentType("text/plain;charset=UTF-8");
        response.getWriter().println(answer.problem().title());
    }

    private static <T> Optional<T> attribute(HttpServletRequest request, String name, Class<T> type) {
        return Optional.ofNullable(request.getAttribute(name)).map(type::cast);
    }
}
