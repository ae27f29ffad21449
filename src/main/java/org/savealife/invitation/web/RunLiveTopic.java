package org.savealife.invitation.web;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.savealife.invitation.InvitationRun;
import org.savealife.platform.error.NotFoundException;
import org.savealife.platform.sse.LiveTopic;

/**
 * Runs that are being watched, {@code /staff/live/run/<donation id>}: read from the table once a second for all who watch on
 * this node. What they fetch then comes from here.
 */
@ApplicationScoped
public class RunLiveTopic implements LiveTopic {

    /** A little longer than it takes to look again. */
    private static final long CACHED_FOR_NANOS = TimeUnit.MILLISECONDS.toNanos(1_500);

    private final RunActions control;

    private final Map<String, Seen> seen = new ConcurrentHashMap<>();

    private record Seen(InvitationRun run, long at) {

        boolean isFresh() {
            return System.nanoTime() - at < CACHED_FOR_NANOS;
        }
    }

    @Inject
    public RunLiveTopic(RunActions control) {
        this.control = control;
    }

    @Override
    public String name() {
        return "run";
    }

    @Override
    public String state(String donationId) {
        seen.values().removeIf(old -> !old.isFresh());
        try {
            return note(control.get(donationId)).toString();
        } catch (NotFoundException gone) {
            return "";
        }
    }

    /** The run as it was within the last moments. */
    InvitationRun get(String donationId) {
        var known = seen.get(donationId);
        return known != null && known.isFresh() ? known.run() : control.get(donationId);
    }

    /** Takes the run as it is now, say because somebody changed its course just now. */
    InvitationRun note(InvitationRun run) {
        seen.put(run.donationId(), new Seen(run, System.nanoTime()));
        return run;
    }
}
