package org.savealife.stream.web;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorDefinition;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.savealife.platform.retry.RecurringTask;
import org.savealife.stream.StreamLog;

/**
 * The clients that follow the {@link StreamLog}, by API or on the page. A few threads of its own write to them, so that
 * no client delays the stream. A client that is too slow is dropped, and may reconnect. Every 15 seconds each gets a
 * comment, which detects those that are gone; every 5 seconds, access is checked. Thread-safe.
 */
@ApplicationScoped
@ManagedExecutorDefinition(name = StreamSubscribers.WRITERS, maxAsync = StreamSubscribers.WRITER_THREADS)
public class StreamSubscribers {

    static final String WRITERS = "java:app/savealife/StreamEventWriters";
    static final int WRITER_THREADS = 4;

    private static final long HEARTBEAT_SECONDS = 15;
    private static final long CHECK_SECONDS = 5;

    private final StreamLog log;

    @Resource(lookup = WRITERS)
    ManagedExecutorService writers;

    @Resource
    ManagedScheduledExecutorService scheduler;

    private final Set<StreamSubscriber> followers = ConcurrentHashMap.newKeySet();

    @Inject
    public StreamSubscribers(StreamLog log) {
        this.log = log;
    }

    @PostConstruct
    void start() {
        var unused = scheduler.scheduleAtFixedRate(
                new RecurringTask(
                        "Writing to those who follow the stream", () -> followers.forEach(StreamSubscriber::beat)),
                HEARTBEAT_SECONDS,
                HEARTBEAT_SECONDS,
                TimeUnit.SECONDS);
        var unusedToo = scheduler.scheduleAtFixedRate(
                new RecurringTask(
                        "Asking whether those who follow the stream are welcome",
                        () -> followers.forEach(StreamSubscriber::check)),
                CHECK_SECONDS,
                CHECK_SECONDS,
                TimeUnit.SECONDS);
    }

    @PreDestroy
    void stop() {
        followers.forEach(StreamSubscriber::drop);
    }

    /**
     * Writes to the client the entries in memory and then each new one, until it is gone or dropped.
     *
     * @param lastSeen the id of the event after which to begin; any other text begins with the oldest entry
     */
    void follow(String lastSeen, StreamSubscriber.Client client) {
        var follower = new StreamSubscriber(client, writers, this::forget);
        followers.add(follower);
        log.follow(lastSeen, follower);
        // The first write sends the headers, and there may be no entry for a long time
        follower.beat();
    }

    private void forget(StreamSubscriber follower) {
        followers.remove(follower);
        log.unfollow(follower);
    }
}
