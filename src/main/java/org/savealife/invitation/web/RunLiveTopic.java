package org.savealife.invitation.web;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.savealife.donation.DonationRepository;
import org.savealife.invitation.InvitationRun;
import org.savealife.invitation.notice.Notices;
import org.savealife.invitation.run.Kind;
import org.savealife.invitation.run.RunId;
import org.savealife.platform.error.NotFoundException;
import org.savealife.platform.sse.LiveTopic;
import org.savealife.visit.VisitRepository;

/**
 * Runs on open pages, {@code /staff/live/run/<run id>}: read from the table once a second for all viewers on this node.
 * The run is served from here. With the invitations of a donation go what donors have answered, and the runs that tell
 * more.
 */
@ApplicationScoped
public class RunLiveTopic implements LiveTopic {

    /** A little longer than the time between two reads. */
    private static final long CACHED_FOR_NANOS = TimeUnit.MILLISECONDS.toNanos(1_500);

    private final RunActions actions;
    private final DonationRepository donations;
    private final VisitRepository visits;
    private final Notices notices;

    private final Map<String, Seen> seen = new ConcurrentHashMap<>();

    private record Seen(InvitationRun run, long at) {

        boolean isFresh() {
            return System.nanoTime() - at < CACHED_FOR_NANOS;
        }
    }

    @Inject
    public RunLiveTopic(RunActions actions, DonationRepository donations, VisitRepository visits, Notices notices) {
        this.actions = actions;
        this.donations = donations;
        this.visits = visits;
        this.notices = notices;
    }

    @Override
    public String name() {
        return "run";
    }

    @Override
    public String state(String runId) {
        seen.values().removeIf(old -> !old.isFresh());
        return RunParameter.find(runId).map(this::state).orElse("");
    }

    private String state(RunId id) {
        try {
            var run = note(actions.get(id.text())).toString();
            return id.kind() == Kind.INVITATION ? run + " " + onDonation(id.donationId()) : run;
        } catch (NotFoundException gone) {
            return "";
        }
    }

    private String onDonation(String donationId) {
        var told = donations.find(donationId).map(notices::runs).orElse(List.of());
        return visits.counts(donationId) + " " + told;
    }

    /** The run as it was a moment ago. */
    InvitationRun get(String runId) {
        var known = seen.get(runId);
        return known != null && known.isFresh() ? known.run() : actions.get(runId);
    }

    /** Keeps the run as it is now, for example after somebody paused it. */
    InvitationRun note(InvitationRun run) {
        seen.put(run.runId(), new Seen(run, System.nanoTime()));
        return run;
    }
}
