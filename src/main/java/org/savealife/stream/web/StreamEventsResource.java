package org.savealife.stream.web;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import org.savealife.platform.json.Json;
import org.savealife.platform.security.LastingAccess;
import org.savealife.platform.security.Roles;
import org.savealife.stream.StreamLog;

/**
 * The stream log as server-sent events, for staff: first the entries in memory, then each new record. There is one
 * event for each record, whose id is the record's sequence number. A client that reconnects with {@code Last-Event-ID}
 * gets what it missed. There is a comment every 15 seconds. When the token or password of the connection ends, it is
 * closed within 5 seconds. It shows what this process reads: if several processes read the stream, each shows its own
 * share. The page gets the same from {@link StreamLogEvents}.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">HTML Standard, Server-sent events</a>
 */
@Path("stream/events")
@ApplicationScoped
public class StreamEventsResource {

    @Inject
    StreamSubscribers followers;

    @Inject
    Json json;

    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RolesAllowed(Roles.VIEWER)
    public void follow(
            @Context HttpServletRequest request,
            @Context SseEventSink sink,
            @Context Sse sse,
            @HeaderParam(HttpHeaders.LAST_EVENT_ID_HEADER) @DefaultValue("") String lastSeen) {
        followers.follow(lastSeen, new Connection(sink, sse, LastingAccess.of(request)));
    }

    /** The headers only: JAX-RS by itself would open a connection that nobody reads. */
    @HEAD
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RolesAllowed(Roles.VIEWER)
    public Response head() {
        return Response.ok().type(MediaType.SERVER_SENT_EVENTS).build();
    }

    /** One open connection. */
    private final class Connection implements StreamSubscriber.Client {

        private final SseEventSink sink;
        private final Sse sse;
        private final LastingAccess standing;

        Connection(SseEventSink sink, Sse sse, LastingAccess standing) {
            this.sink = sink;
            this.sse = sse;
            this.standing = standing;
        }

        @Override
        public void write(StreamLog.Entry entry) {
            send(sse.newEventBuilder().id(entry.sequenceNumber()).data(json.text(StreamEvent.of(entry))));
        }

        @Override
        public void beat() {
            send(sse.newEventBuilder().comment(""));
        }

        @Override
        public boolean isWelcome() {
            return standing.holds();
        }

        @Override
        public void close() {
            sink.close();
        }

        private void send(OutboundSseEvent.Builder event) {
            sink.send(event.build()).toCompletableFuture().join();
        }
    }
}
