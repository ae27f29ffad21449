package org.savealife.stream.web;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.savealife.platform.json.Json;
import org.savealife.platform.security.LastingAccess;
import org.savealife.platform.sse.EventConnection;
import org.savealife.platform.sse.EventSource;
import org.savealife.stream.StreamLog;

/**
 * {@code /staff/live/stream-log}: the events of {@link StreamEventsResource} for the page, which has a session and no
 * credentials. A browser that reconnects by itself says in {@code Last-Event-ID} what it saw last, and a reconnecting
 * page in the parameter {@code after}. A connection also ends within 5 seconds of the end of its session.
 */
@ApplicationScoped
public class StreamLogEvents implements EventSource {

    private static final String NAME = "stream-log";

    private final StreamSubscribers followers;
    private final Json json;

    @Inject
    public StreamLogEvents(StreamSubscribers followers, Json json) {
        this.followers = followers;
        this.json = json;
    }

    @Override
    public boolean has(String name) {
        return name.equals(NAME);
    }

    @Override
    public void open(HttpServletRequest request, String name, String id, EventConnection connection) {
        followers.follow(lastSeen(request), new Client(connection, LastingAccess.of(request)));
    }

    private static String lastSeen(HttpServletRequest request) {
        return Optional.ofNullable(request.getHeader("Last-Event-ID"))
                .or(() -> Optional.ofNullable(request.getParameter("after")))
                .orElse("");
    }

    /** A browser. Once its connection has ended, the next write throws, which tells the subscriber. */
    private final class Client implements StreamSubscriber.Client {

        private final EventConnection connection;
        private final LastingAccess standing;

        Client(EventConnection connection, LastingAccess standing) {
            this.connection = connection;
            this.standing = standing;
        }

        @Override
        public void write(StreamLog.Entry entry) {
            connection.send("id: " + entry.sequenceNumber() + "\ndata: " + json.text(StreamEvent.of(entry)) + "\n\n");
        }

        @Override
        public void beat() {
            connection.send(":\n\n");
        }

        @Override
        public boolean isWelcome() {
            return standing.holds();
        }

        @Override
        public void close() {
            connection.close();
        }
    }
}
