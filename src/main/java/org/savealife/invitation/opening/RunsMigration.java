package org.savealife.invitation.opening;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.Optional;
import org.savealife.donation.CalendarRepository;
import org.savealife.donation.Donation;
import org.savealife.donor.Donor;
import org.savealife.donor.store.DonorRepository;
import org.savealife.invitation.EligibilityRules;
import org.savealife.invitation.InvitationRun;
import org.savealife.invitation.LateDonorRepository;
import org.savealife.invitation.RunStatusRepository;
import org.savealife.invitation.Segment;
import org.savealife.invitation.worker.RunWorker;
import org.savealife.platform.migration.Migration;
import org.savealife.platform.migration.Schema;
import org.savealife.platform.paging.Cursor;

/**
 * Ensures that the run of each coming donation includes all donors of its city, by this release's rules for cities.
 * Donors whom an earlier release took for donors of another city are queued as late donors. So nobody is left out,
 * whichever release worked the run and wherever donors moved from meanwhile, and nobody in the ledger is invited
 * again.
 */
@ApplicationScoped
public class RunsMigration implements Migration {

    private static final int QUERY_LIMIT = 500;
    private static final int CURSOR_KEYS = 2;

    private final CalendarRepository calendar;
    private final RunStatusRepository runStatus;
    private final DonorRepository donors;
    private final LateDonorRepository late;
    private final RunWorker worker;
    private final Clock clock;

    @Inject
    public RunsMigration(
            CalendarRepository calendar,
            RunStatusRepository runStatus,
            DonorRepository donors,
            LateDonorRepository late,
            RunWorker worker,
            Clock clock) {
        this.calendar = calendar;
        this.runStatus = runStatus;
        this.donors = donors;
        this.late = late;
        this.worker = worker;
        this.clock = clock;
    }

    @Override
    public int number() {
        return Schema.RUNS;
    }

    @Override
    public String name() {
        return "runs";
    }

    /** @param after the position in the calendar; after a blank, the last donor of the donation at that position */
    @Override
    public Page next(String after) {
        var blank = after.indexOf(' ');
        var place = blank < 0 ? "" : after.substring(0, blank);
        var coming =
                calendar.list(CalendarRepository.When.COMING, Optional.empty(), Cursor.parse(place, CURSOR_KEYS), 1);
        var donation = coming.entries().stream().filter(this::isInviting).findFirst();
        if (donation.isPresent()) {
            var walk = donors.walk(donation.get().city(), after.substring(blank + 1), Segment.BEHIND_ALL, QUERY_LIMIT);
            var overlooked = lookAt(donation.get(), walk);
            return walk.end()
                    ? new Page(end(coming.next()), walk.donors().size(), overlooked, 0)
                    : new Page(place + " " + walk.last(), walk.donors().size(), overlooked, 0);
        }
        return new Page(end(coming.next()), 0, 0, 0);
    }

    private static String end(Cursor next) {
        return next.isNone() ? "" : next.text() + " ";
    }

    private boolean isInviting(Donation donation) {
        return !donation.cancelled()
                && clock.instant().isBefore(donation.startsAt())
                && runStatus
                        .status(donation.id())
                        .filter(status ->
                                status != InvitationRun.Status.CANCELLED && status != InvitationRun.Status.SKIPPED)
                        .isPresent();
    }

    private int lookAt(Donation donation, DonorRepository.Walk walk) {
        var now = clock.instant();
        var invitable = walk.donors().stream()
                .filter(donor -> EligibilityRules.reasonToSkip(new EligibilityRules.Candidate(donor, donation, now))
                        .isEmpty())
                .map(Donor::id)
                .toList();
        var overlooked = late.addOverlooked(donation.id(), invitable);
        if (overlooked > 0) {
            worker.wake();
        }
        return overlooked;
    }
}
