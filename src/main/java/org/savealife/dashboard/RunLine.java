package org.savealife.dashboard;

import org.savealife.donation.Donation;
import org.savealife.invitation.InvitationRun;
import org.savealife.invitation.web.RunProgress;
import org.savealife.platform.i18n.DateTimeTexts;
import org.savealife.platform.i18n.NumberTexts;

/** A donation and the progress of its run. */
public record RunLine(Donation donation, RunProgress figures) {

    boolean isGoing() {
        return is(InvitationRun.Status.RUNNING) || is(InvitationRun.Status.PAUSED);
    }

    boolean is(InvitationRun.Status status) {
        return figures.run().status() == status;
    }

    /** Whether it is paused, and does not go on by itself when seats become free. */
    boolean isHeldUp() {
        return is(InvitationRun.Status.PAUSED) && !figures.run().isFull();
    }

    long waiting() {
        return figures.waiting() + figures.run().counts().deferred();
    }

    long waitingToRead() {
        return figures.estimated() ? NumberTexts.rounded(waiting()) : waiting();
    }

    /** "Haarlem, 3 Dec". */
    String name(DateTimeTexts times) {
        var start = donation.startsAt();
        return donation.city().name() + ", " + times.dayOfMonth(start) + " " + times.month(start);
    }
}
