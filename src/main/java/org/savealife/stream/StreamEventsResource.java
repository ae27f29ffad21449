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
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
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

    private static final System.Logger LOG = System.getLogger(StreamEventsResource.class.getName());

    static final String WRITERS = "java:app/savealife/StreamEventWriters";
    static final int WRITER_THREADS = 4;

    private static final long HEARTBEAT_SECONDS = 15;

    /** The log's entries, and a burst of new ones; some 200 KB. */
    private static final int MOST_WAITING = 10 * StreamLog.CAPACITY;

    @Inject
    StreamLog log;

    @Inject
    Json json;

    @Resource(lookup = WRITERS)
    ManagedExecutorService writers;

    @Resource
    ManagedScheduledExecutorService scheduler;

    private final Set<Client> clients = ConcurrentHashMap.newKeySet();

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
                () -> clients.forEach(Client::beat), HEARTBEAT_SECONDS, HEARTBEAT_SECONDS, TimeUnit.SECONDS);
    }

    @PreDestroy
    void stop() {
        clients.forEach(Client::drop);
    }

    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RolesAllowed(Roles.VIEWER)
    public void follow(
            @Context SseEventSink sink,
            @Context Sse sse,
            @HeaderParam(HttpHeaders.LAST_EVENT_ID_HEADER) @DefaultValue("") String lastSeen) {
        var client = new Client(sink, sse);
        clients.add(client);
        // The headers go out with the first thing sent
        client.beat();
        log.follow(lastSeen, client);
    }

    /** One open connection. Takes events on any thread and writes them on one at a time, in order. */
    private final class Client implements Consumer<StreamLog.Entry> {

        private final SseEventSink sink;
        private final Sse sse;
        private final BlockingQueue<Supplier<OutboundSseEvent>> waiting = new LinkedBlockingQueue<>(MOST_WAITING);
        private final AtomicBoolean writing = new AtomicBoolean();
        private volatile boolean dropped;

        Client(SseEventSink sink, Sse sse) {
            this.sink = sink;
            this.sse = sse;
        }

        @Override
        public void accept(StreamLog.Entry entry) {
            send(() -> sse.newEventBuilder()
                    .id(entry.sequenceNumber())
                    .data(json.text(Event.of(entry)))
                    .build());
        }

        void beat() {
            send(() -> sse.newEventBuilder().comment("").build());
        }

        /** Has the connection closed, by the thread that writes on it. */
        void drop() {
            leave();
            dropped = true;
            startWriting();
        }

        /** Never blocks. */
        private void send(Supplier<OutboundSseEvent> event) {
            if (waiting.offer(event)) {
                startWriting();
            } else {
                drop();
            }
        }

        private void startWriting() {
            if (writing.compareAndSet(false, true)) {
                try {
                    writers.execute(this::write);
                } catch (RejectedExecutionException applicationStops) {
                    leave();
                }
            }
        }

        private void write() {
            try {
                writeWaiting();
                if (dropped) {
                    sink.close();
                }
            } catch (RuntimeException gone) {
                LOG.log(System.Logger.Level.DEBUG, "A client of the stream log is gone: {0}", Failure.kinds(gone));
                leave();
                waiting.clear();
            } finally {
                writing.set(false);
            }
            // What came in since the last look
            if (dropped ? !sink.isClosed() : !waiting.isEmpty()) {
                startWriting();
            }
        }

        private void writeWaiting() {
            var event = waiting.poll();
            while (event != null && !dropped) {
                sink.send(event.get()).toCompletableFuture().join();
                event = waiting.poll();
            }
        }

        private void leave() {
            clients.remove(this);
            log.unfollow(this);
        }
    }
}
