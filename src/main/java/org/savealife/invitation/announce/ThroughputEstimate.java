package org.savealife.invitation.announce;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.Comparator;
import java.util.Optional;
import org.savealife.donation.CalendarRepository;
import org.savealife.donation.Donation;
import org.savealife.invitation.InvitationRun;
import org.savealife.invitation.RunRepository;
import org.savealife.invitation.mail.Mailer;
import org.savealife.invitation.web.RunProgress;
import org.savealife.platform.paging.Cursor;

/** How fast invitations go out, to estimate how long a run takes. */
@ApplicationScoped
public class ThroughputEstimate {

    /** Donations whose runs are considered; the run opened last counts. */
    private static final int RECENT = 50;

    private static final long MIN_INVITATIONS = 100;

    private final Mailer mailer;
    private final CalendarRepository calendar;
    private final RunRepository runs;
    private final Clock clock;

    @Inject
    public ThroughputEstimate(Mailer mailer, CalendarRepository calendar, RunRepository runs, Clock clock) {
        this.mailer = mailer;
        this.calendar = calendar;
        this.runs = runs;
        this.clock = clock;
    }

    /**
     * Messages a second: the limit, if there is one; otherwise the speed of the last run that has finished and was
     * long enough to measure; 0 if there is none.
     */
    double perSecond() {
        var limit = mailer.quota().perSecond();
        return limit > 0 ? limit : measured();
    }

    private double measured() {
        var recent = calendar.list(CalendarRepository.When.ALL, Optional.empty(), Cursor.NONE, RECENT)
                .entries();
        return runs.findAll(recent.stream().map(Donation::id).toList()).values().stream()
                .filter(run -> run.status() == InvitationRun.Status.FINISHED
                        && !run.reason().equals(InvitationRun.FULL)
                        && run.counts().sent() >= MIN_INVITATIONS)
                .max(Comparator.comparing(InvitationRun::openedAt))
                .flatMap(run -> new RunProgress(run, clock.instant()).pace())
                .orElse(0.0);
    }
}
