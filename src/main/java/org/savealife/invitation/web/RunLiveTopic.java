package org.savealife.invitation.web;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.savealife.invitation.InvitationRun;
import org.savealife.platform.error.NotFoundException;
import org.savealife.platform.sse.LiveTopic;
import org.savealife.visit.VisitRepository;

/**
 * Runs on open pages, {@code /staff/live/run/<donation id>}, with what donors have answered: read from the table once a
 * second for all viewers on this node. The run is served from here.
 */
@ApplicationScoped
public class RunLiveTopic implements LiveTopic {

    /** A little longer than the time between two reads. */
    private static final long CACHED_FOR_NANOS = TimeUnit.MILLISECONDS.toNanos(1_500);

    private final RunActions actions;
    private final VisitRepository visits;

    private final Map<String, Seen> seen = new ConcurrentHashMap<>();

    private record Seen(InvitationRun run, long at) {

        boolean isFresh() {
            return System.nanoTime() - at < CACHED_FOR_NANOS;
        }
    }

    @Inject
    public RunLiveTopic(RunActions actions, VisitRepository visits) {
        this.actions = actions;
        this.visits = visits;
    }

    @Override
    public String name() {
        return "run";
    }

    @Override
    public String state(String donationId) {
        seen.values().removeIf(old -> !old.isFresh());
        try {
            return note(actions.get(donationId)) + " " + visits.counts(donationId);
        } catch (NotFoundException gone) {
            return "";
        }
    }

    /** The run as it was a moment ago. */
    InvitationRun get(String donationId) {
        var known = seen.get(donationId);
        return known != null && known.isFresh() ? known.run() : actions.get(donationId);
    }

    /** Keeps the run as it is now, for example after somebody paused it. */
    InvitationRun note(InvitationRun run) {
        seen.put(run.donationId(), new Seen(run, System.nanoTime()));
        return run;
    }
}
