package org.savealife.platform.sse;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.savealife.platform.retry.RecurringTask;

/**
 * Tells the browsers that follow a {@link LiveTopic} that it has changed, within a second. Looks at the topic itself once a
 * second for all of them, so it does not matter which node made the change; topics that nobody follows cost nothing. What
 * has changed the browsers fetch, as pages that their own session may see. Thread-safe.
 */
@ApplicationScoped
public class LiveUpdates {

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

    /** A browser that follows. */
    interface Follower {

        /** Sends what is to be said; whoever cannot be reached leaves by {@link LiveUpdates#unfollow}. */
        void send(String event);
    }

    private static final class Followed {

        private final Set<Follower> followers = ConcurrentHashMap.newKeySet();
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

    Optional<LiveTopic> topic(String name) {
        return topics.stream().filter(topic -> topic.name().equals(name)).findFirst();
    }

    /** Has the follower told of each change from now on. */
    void follow(LiveTopic topic, String id, Follower follower) {
        followed.compute(new Key(topic.name(), id), (key, known) -> {
            var joined = known == null ? new Followed() : known;
            joined.followers.add(follower);
            return joined;
        });
    }

    void unfollow(LiveTopic topic, String id, Follower follower) {
        followed.computeIfPresent(new Key(topic.name(), id), (key, known) -> {
            known.followers.remove(follower);
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

    /** Who joins while the state is not known yet is told at once: the page may be older than what is seen first. */
    private void look(Key key, Followed known) {
        if (seconds % BEAT_SECONDS == 0) {
            known.followers.forEach(follower -> follower.send(":\n\n"));
        }
        var state = topic(key.topic()).map(topic -> topic.state(key.id())).orElse("");
        if (!state.equals(known.state)) {
            known.state = state;
            known.followers.forEach(follower -> follower.send("data: changed\n\n"));
        }
    }
}
