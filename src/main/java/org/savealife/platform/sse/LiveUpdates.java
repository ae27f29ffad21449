package org.savealife.platform.sse;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.savealife.platform.retry.RecurringTask;

/**
 * Tells the browsers that follow a {@link LiveTopic} within a second that it has changed. It asks the topic for its
 * state once a second for all browsers, so it does not matter which node made the change. Topics that nobody follows
 * cost nothing. Thread-safe.
 *
 * <p>The events carry no data: {@code live.js} then fetches what is new, with the rights of its own session. Within ten
 * minutes, a browser gets less than the buffer of a socket holds. So a browser that does not read delays no other.
 */
@ApplicationScoped
public class LiveUpdates implements EventSource {

    private static final System.Logger LOG = System.getLogger(LiveUpdates.class.getName());
    private static final int BEAT_SECONDS = 15;

    private final Instance<LiveTopic> topics;

    @Resource
    ManagedScheduledExecutorService scheduler;

    private final Map<Key, Followed> followed = new ConcurrentHashMap<>();
    private int seconds;

    @Inject
    public LiveUpdates(@Any Instance<LiveTopic> topics) {
        this.topics = topics;
    }

    private record Key(String topic, String id) {}

    private static final class Followed {

        private final Set<EventConnection> followers = ConcurrentHashMap.newKeySet();
        private String state = "";
    }

    @PostConstruct
    void start() {
        var unused = scheduler.scheduleWithFixedDelay(
                new RecurringTask("Looking at what is followed", this::look), 1, 1, TimeUnit.SECONDS);
    }

    @PreDestroy
    void stop() {
        followed.clear();
    }

    @Override
    public boolean has(String name) {
        return topic(name).isPresent();
    }

    private Optional<LiveTopic> topic(String name) {
        return topics.stream().filter(topic -> topic.name().equals(name)).findFirst();
    }

    /**
     * The first event makes the headers go out. The page fetches what it missed since it was rendered when it hears it.
     */
    @Override
    public void open(HttpServletRequest request, String name, String id, EventConnection connection) {
        var key = new Key(name, id);
        send(connection, "retry: 2000\ndata: open\n\n");
        followed.compute(key, (same, known) -> {
            var joined = known == null ? new Followed() : known;
            joined.followers.add(connection);
            return joined;
        });
        connection.whenEnded(() -> unfollow(key, connection));
    }

    private void unfollow(Key key, EventConnection connection) {
        followed.computeIfPresent(key, (same, known) -> {
            known.followers.remove(connection);
            return known.followers.isEmpty() ? null : known;
        });
    }

    private void look() {
        seconds++;
        followed.forEach((key, known) -> {
            try {
                look(key, known);
            } catch (RuntimeException away) {
                LOG.log(System.Logger.Level.DEBUG, "Cannot look at " + key.topic() + " now", away);
            }
        });
    }

    /** The first look also sends an event, because the page may be older than that state. */
    private void look(Key key, Followed known) {
        if (seconds % BEAT_SECONDS == 0) {
            known.followers.forEach(follower -> send(follower, ":\n\n"));
        }
        var state = topic(key.topic()).map(topic -> topic.state(key.id())).orElse("");
        if (!state.equals(known.state)) {
            known.state = state;
            known.followers.forEach(follower -> send(follower, "data: changed\n\n"));
        }
    }

    private static void send(EventConnection follower, String event) {
        try {
            follower.send(event);
        } catch (RuntimeException gone) {
            follower.close();
        }
    }
}
