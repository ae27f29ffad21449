package org.savealife.platform.sse;

import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * {@code /staff/live/<topic>/<id>}: server-sent events that say no more than that a {@link LiveTopic} has changed;
 * {@code live.js} then fetches what is new. A connection ends after ten minutes, and the browser comes back: by then its
 * session may be over. Until then it is told less than a socket's buffer holds, so that no browser, however slow, holds up
 * the others.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">HTML Standard, Server-sent events</a>
 */
@WebServlet(urlPatterns = "/staff/live/*", asyncSupported = true)
public class LiveUpdatesServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private static final long MAX_MILLIS = TimeUnit.MINUTES.toMillis(10);

    @Inject
    transient LiveUpdates live;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var path = path(request);
        var topic = live.topic(path[0]);
        if (topic.isEmpty()) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        response.setContentType("text/event-stream");
        response.setHeader("X-Accel-Buffering", "no");
        var connection = request.startAsync();
        connection.setTimeout(MAX_MILLIS);
        new Connection(connection, topic.get(), path.length > 1 ? path[1] : "").open();
    }

    /** The servlet's own would open a connection that nobody reads. */
    @Override
    protected void doHead(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (live.topic(path(request)[0]).isEmpty()) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        response.setContentType("text/event-stream");
    }

    /** The topic, "" for none, and where there is one the id. */
    private static String[] path(HttpServletRequest request) {
        return Optional.ofNullable(request.getPathInfo())
                .orElse("/")
                .substring(1)
                .split("/", 2);
    }

    /** One open connection. Written to by one thread at a time. */
    private final class Connection implements LiveUpdates.Follower, AsyncListener {

        private final AsyncContext context;
        private final LiveTopic topic;
        private final String id;
        private boolean closed;

        Connection(AsyncContext context, LiveTopic topic, String id) {
            this.context = context;
            this.topic = topic;
            this.id = id;
        }

        /** The comment makes the headers go out; what the page missed since it was made it fetches when it hears so. */
        void open() {
            context.addListener(this);
            send("retry: 2000\ndata: open\n\n");
            live.follow(topic, id, this);
        }

        @Override
        public synchronized void send(String event) {
            if (closed) {
                return;
            }
            try {
                var out = context.getResponse().getOutputStream();
                out.write(event.getBytes(StandardCharsets.UTF_8));
                out.flush();
            } catch (IOException | IllegalStateException gone) {
                close();
            }
        }

        private synchronized void close() {
            live.unfollow(topic, id, this);
            if (!closed) {
                closed = true;
                context.complete();
            }
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            close();
        }

        @Override
        public void onError(AsyncEvent event) {
            close();
        }

        @Override
        public synchronized void onComplete(AsyncEvent event) {
            closed = true;
            live.unfollow(topic, id, this);
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            // nobody starts it again
        }
    }
}
