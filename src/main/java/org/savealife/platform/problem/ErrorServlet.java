package org.savealife.platform.problem;

import jakarta.el.ELException;
import jakarta.faces.FacesException;
import jakarta.faces.application.ViewExpiredException;
import jakarta.inject.Inject;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.primefaces.csp.CspException;
import org.savealife.platform.ProcessRole;
import org.savealife.platform.http.RestApplication;
import org.savealife.platform.i18n.Language;
import org.savealife.platform.json.Json;

/**
 * The error page of {@code web.xml}: responds if neither a resource nor a page does, for example to a header that
 * cannot be read, or to an exception of a page. Below {@code /api} it sends a {@link Problem}, elsewhere
 * {@code WEB-INF/errors/error.xhtml}, or one line of text if this process has no pages. It never sends the container's
 * own page, which names the server.
 */
@WebServlet("/error")
public class ErrorServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private static final System.Logger LOG = System.getLogger(ErrorServlet.class.getName());
    private static final String PAGE = "/WEB-INF/errors/error.xhtml";

    /** Request attribute with the response to an exception. */
    private static final String ANSWER = ErrorServlet.class.getName();

    /** For a page that was open for longer than its state is kept. */
    private static final int GONE = HttpServletResponse.SC_GONE;

    @Inject
    transient Json json;

    @Inject
    transient ProcessRole role;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        var status = attribute(request, RequestDispatcher.ERROR_STATUS_CODE, Integer.class)
                .orElse(404);
        var path = attribute(request, RequestDispatcher.ERROR_REQUEST_URI, String.class)
                .orElse("");
        var answer = attribute(request, ANSWER, ProblemResponse.class)
                .or(() -> attribute(request, RequestDispatcher.ERROR_EXCEPTION, Throwable.class)
                        .map(ErrorServlet::of))
                .orElseGet(() -> ProblemResponse.of(status));
        if (path.startsWith(request.getContextPath() + RestApplication.PATH + "/")) {
            answer.in(Language.of(request)).write(response, json);
            return;
        }
        if (response.isCommitted()) {
            return;
        }
        response.setStatus(answer.problem().status());
        answer.headers().forEach((name, values) -> values.forEach(value -> response.addHeader(name, value)));
        if (!role.isWeb()) {
            showPlainly(response, answer.problem());
            return;
        }
        request.setAttribute("forStaff", path.startsWith(request.getContextPath() + "/staff/"));
        show(request, response, answer.problem());
    }

    /**
     * Sends the response to an exception.
     *
     * @return its status
     */
    public static int send(Throwable failure, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        var answer = of(failure);
        request.setAttribute(ANSWER, answer);
        response.sendError(answer.problem().status());
        return answer.problem().status();
    }

    /** The response to an exception of a page. */
    public static ProblemResponse of(Throwable failure) {
        var cause = cause(failure);
        if (cause instanceof ViewExpiredException) {
            return ProblemResponse.of(GONE);
        }
        // All our forms have a nonce
        return cause instanceof CspException
                ? ProblemResponse.of(HttpServletResponse.SC_BAD_REQUEST)
                : ProblemResponse.of(cause);
    }

    private static Throwable cause(Throwable failure) {
        var cause = failure.getCause();
        var wraps = failure instanceof ServletException
                || failure instanceof ELException
                || (failure instanceof FacesException && !(failure instanceof ViewExpiredException));
        return wraps && cause != null ? cause(cause) : failure;
    }

    private static void show(HttpServletRequest request, HttpServletResponse response, Problem problem)
            throws IOException {
        request.setAttribute("problem", problem);
        request.setAttribute("kind", problem.detail().equals(ProblemResponse.FULL) ? "full" : kind(problem.status()));
        try {
            request.getRequestDispatcher(PAGE).forward(new WithoutForm(request), response);
        } catch (ServletException | RuntimeException broken) {
            LOG.log(System.Logger.Level.ERROR, "The error page cannot be shown", broken);
            if (!response.isCommitted()) {
                showPlainly(response, problem);
            }
        }
    }

    private static void showPlainly(HttpServletResponse response, Problem problem) throws IOException {
        response.resetBuffer();
        response.setContentType("text/plain;charset=UTF-8");
        response.getWriter().println(problem.title());
    }

    /** Which texts fit the status: {@code error.<kind>.title} and so on in the message bundle. */
    private static String kind(int status) {
        return switch (status) {
            case 401, 403 -> "forbidden";
            case 404 -> "missing";
            case GONE -> "expired";
            case 503 -> "away";
            default -> status < 500 ? "request" : "broken";
        };
    }

    /** The request without its form: otherwise Faces would treat the error page as the page that was sent. */
    private static final class WithoutForm extends HttpServletRequestWrapper {

        private WithoutForm(HttpServletRequest request) {
            super(request);
        }

        @Override
        public @Nullable String getParameter(String name) {
            return null;
        }

        @Override
        public Map<String, String[]> getParameterMap() {
            return Map.of();
        }

        @Override
        public Enumeration<String> getParameterNames() {
            return Collections.emptyEnumeration();
        }

        @Override
        public String @Nullable [] getParameterValues(String name) {
            return null;
        }
    }

    private static <T> Optional<T> attribute(HttpServletRequest request, String name, Class<T> type) {
        return Optional.ofNullable(request.getAttribute(name)).map(type::cast);
    }
}
