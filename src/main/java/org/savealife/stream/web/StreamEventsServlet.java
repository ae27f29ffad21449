package org.savealife.stream.web;

import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.savealife.platform.json.Json;
import org.savealife.platform.security.LastingAccess;
import org.savealife.stream.StreamLog;

/**
 * {@code /staff/stream-events}: the events of {@link StreamEventsResource} for the page, which has a session and no
 * credentials. A browser that comes back by itself says in {@code Last-Event-ID} where it was, one that the page sends back
 * in the parameter {@code after}. A connection ends after ten minutes, or within 5 seconds of the end of its session.
 */
@WebServlet(urlPatterns = "/staff/stream-events", asyncSupported = true)
public class StreamEventsServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private static final long MAX_MILLIS = TimeUnit.MINUTES.toMillis(10);

    @Inject
    transient StreamSubscribers followers;

    @Inject
    transient Json json;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {
        response.setContentType("text/event-stream");
        response.setHeader("X-Accel-Buffering", "no");
        var context = request.startAsync();
        context.setTimeout(MAX_MILLIS);
        var connection = new Connection(context, LastingAccess.of(request));
        context.addListener(connection);
        followers.follow(lastSeen(request), connection);
    }

    /** The servlet's own would open a connection that nobody reads. */
    @Override
    protected void doHead(HttpServletRequest request, HttpServletResponse response) {
        response.setContentType("text/event-stream");
    }

    private static String lastSeen(HttpServletRequest request) {
        return Optional.ofNullable(request.getHeader("Last-Event-ID"))
                .or(() -> Optional.ofNullable(request.getParameter("after")))
                .orElse("");
    }

    /** One open connection. Once it has ended, the next write tells the follower so. */
    private final class Connection implements StreamSubscriber.Client, AsyncListener {

        private final AsyncContext context;
        private final LastingAccess standing;
        private boolean closed;

        Connection(AsyncContext context, LastingAccess standing) {
            this.context = context;
            this.standing = standing;
        }

        @Override
        public void write(StreamLog.Entry entry) {
            send("id: " + entry.sequenceNumber() + "\ndata: " + json.text(StreamEvent.of(entry)) + "\n\n");
        }

        @Override
        public void beat() {
            send(":\n\n");
        }

        @Override
        public boolean isWelcome() {
            return standing.holds();
        }

        @Override
        public synchronized void close() {
            if (!closed) {
                closed = true;
                context.complete();
            }
        }

        private synchronized void send(String event) {
            if (closed) {
                throw new IllegalStateException("The connection is closed.");
            }
            try {
                var out = context.getResponse().getOutputStream();
                out.write(event.getBytes(StandardCharsets.UTF_8));
                out.flush();
            } catch (IOException gone) {
                throw new UncheckedIOException(gone);
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
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            // nobody starts it again
        }
    }
}
