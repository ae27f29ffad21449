package org.savealife.stream;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.concurrent.ManagedExecutorDefinition;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.savealife.platform.Json;
import org.savealife.platform.Roles;

/**
 * The stream log as server-sent events, for staff: first what the log still holds, then each record as it comes. One
 * event a record, its id the record's sequence number; a client that comes back with {@code Last-Event-ID} gets what
 * it missed. Every 15 seconds there is a comment, by which clients that are gone are found out. Shows what this process
 * reads: where several read the stream, each shows its own share.
 *
 * <p>Writing is done by a few threads of its own, so that no client holds up the stream. A client that is too slow to
 * take its events in is dropped, and may come back for them.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">HTML Standard, Server-sent events</a>
 */
@Path("stream/events")
@ApplicationScoped
@ManagedExecutorDefinition(name = StreamEventsResource.WRITERS, maxAsync = StreamEventsResource.WRITER_THREADS)
public class StreamEventsResource {

    static final String WRITERS = "java:app/savealife/StreamEventWriters";
    static final int WRITER_THREADS = 4;

    private static final long HEARTBEAT_SECONDS = 15;

    @Inject
    StreamLog log;

    @Inject
    Json json;

    @Resource(lookup = WRITERS)
    ManagedExecutorService writers;

    @Resource
    ManagedScheduledExecutorService scheduler;

    private final Set<StreamFollower> followers = ConcurrentHashMap.newKeySet();

    /** The data of an event. */
    public record Event(Instant at, String eventName, String entity, String id, String verdict, long lagMs) {

        static Event of(StreamLog.Entry entry) {
            return new Event(
                    entry.at(),
                    entry.kind().name(),
                    entry.entity().text(),
                    entry.id(),
                    entry.verdict().text(),
                    entry.lag().toMillis());
        }
    }

    @PostConstruct
    void start() {
        var unused = scheduler.scheduleAtFixedRate(
                () -> followers.forEach(StreamFollower::beat), HEARTBEAT_SECONDS, HEARTBEAT_SECONDS, TimeUnit.SECONDS);
    }

    @PreDestroy
    void stop() {
        followers.forEach(StreamFollower::drop);
    }

    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RolesAllowed(Roles.VIEWER)
    public void follow(
            @Context SseEventSink sink,
            @Context Sse sse,
            @HeaderParam(HttpHeaders.LAST_EVENT_ID_HEADER) @DefaultValue("") String lastSeen) {
        var follower = new StreamFollower(new Connection(sink, sse), writers, this::forget);
        followers.add(follower);
        log.follow(lastSeen, follower);
        // The headers go out with the first thing written, and there may be no entry for a long time
        follower.beat();
    }

    private void forget(StreamFollower follower) {
        followers.remove(follower);
        log.unfollow(follower);
    }

    /** One open connection. */
    private final class Connection implements StreamFollower.Client {

        private final SseEventSink sink;
        private final Sse sse;

        Connection(SseEventSink sink, Sse sse) {
            this.sink = sink;
            this.sse = sse;
        }

        @Override
        public void write(StreamLog.Entry entry) {
            send(sse.newEventBuilder().id(entry.sequenceNumber()).data(json.text(Event.of(entry))));
        }

        @Override
        public void beat() {
            send(sse.newEventBuilder().comment(""));
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
