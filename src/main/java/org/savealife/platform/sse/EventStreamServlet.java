package org.savealife.platform.sse;

import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * {@code /staff/live/<name>/<id>}: the events of an {@link EventSource}, for pages. A connection ends after ten
 * minutes, and the browser then opens another one: its session may be over by then.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">HTML Standard, Server-sent events</a>
 */
@WebServlet(urlPatterns = "/staff/live/*", asyncSupported = true)
public class EventStreamServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private static final long MAX_MILLIS = TimeUnit.MINUTES.toMillis(10);

    @Inject
    @Any
    transient Instance<EventSource> sources;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var path = path(request);
        var source = source(path[0]);
        if (source.isEmpty()) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        response.setContentType("text/event-stream");
        response.setHeader("X-Accel-Buffering", "no");
        var context = request.startAsync();
        context.setTimeout(MAX_MILLIS);
        source.get().open(request, path[0], path.length > 1 ? path[1] : "", new EventConnection(context));
    }

    /** Answers without opening a connection, which nobody would read. */
    @Override
    protected void doHead(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (source(path(request)[0]).isEmpty()) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        response.setContentType("text/event-stream");
    }

    private Optional<EventSource> source(String name) {
        return sources.stream().filter(source -> source.has(name)).findFirst();
    }

    /** The name, which may be "", and the id if there is one. */
    private static String[] path(HttpServletRequest request) {
        return Optional.ofNullable(request.getPathInfo())
                .orElse("/")
                .substring(1)
                .split("/", 2);
    }
}
