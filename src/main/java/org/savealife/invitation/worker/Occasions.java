package org.savealife.invitation.worker;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import org.savealife.donation.CalendarRepository;
import org.savealife.donation.Donation;
import org.savealife.invitation.InvitationRun;
import org.savealife.invitation.RunRepository;
import org.savealife.invitation.mail.Occasion;
import org.savealife.invitation.run.Kind;
import org.savealife.invitation.run.RunId;
import org.savealife.platform.paging.Cursor;

/** Finds what the mails of a run are to tell besides the donation. Reads nothing for invitations. */
@ApplicationScoped
public class Occasions {

    private static final int MAX_OTHERS = 3;

    /** Enough to find three that have not been called off. */
    private static final int LOOKED_AT = 10;

    private final RunRepository runs;
    private final CalendarRepository calendar;

    @Inject
    public Occasions(RunRepository runs, CalendarRepository calendar) {
        this.runs = runs;
        this.calendar = calendar;
    }

    Occasion of(RunId run, Donation donation) {
        if (run.kind() == Kind.INVITATION) {
            return Occasion.invitation(donation);
        }
        return new Occasion(
                run,
                donation,
                runs.find(run.text()).map(InvitationRun::openedAt).orElse(donation.createdAt()),
                run.kind() == Kind.CHANGE ? runs.former(run) : Optional.empty(),
                run.kind() == Kind.CANCELLATION ? others(donation) : List.of());
    }

    private List<Donation> others(Donation donation) {
        return calendar
                .list(CalendarRepository.When.COMING, Optional.of(donation.city()), Cursor.NONE, LOOKED_AT)
                .entries()
                .stream()
                .filter(other -> !other.cancelled() && !other.id().equals(donation.id()))
                .limit(MAX_OTHERS)
                .toList();
    }
}
