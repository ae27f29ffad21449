package org.savealife.invitation.full;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.savealife.donation.DonationItem;
import org.savealife.stream.StreamListener;
import org.savealife.stream.StreamRecord;
import org.savealife.visit.VisitChange;

/**
 * Accepts answers that leave a seat, and changes of donations, which may have more seats then. Lets invitations go on
 * that wait for a free seat. Donors on the waiting list come first: whoever offers them the seat sees the whole batch
 * before this does.
 *
 * <p>Cost: one read for each of these records, and some more if the invitations wait.
 */
@ApplicationScoped
public class FreedSeatListener implements StreamListener {

    private final FullRuns runs;

    @Inject
    public FreedSeatListener(FullRuns runs) {
        this.runs = runs;
    }

    @Override
    public boolean accepts(StreamRecord record) {
        return mayFreeSeats(record);
    }

    static boolean mayFreeSeats(StreamRecord record) {
        return isChangeOfDonation(record)
                || VisitChange.of(record.key(), record.oldImage(), record.newImage())
                        .filter(VisitChange::leaves)
                        .isPresent();
    }

    private static boolean isChangeOfDonation(StreamRecord record) {
        return record.kind() == StreamRecord.Kind.MODIFY
                && record.partitionKey().startsWith(DonationItem.PREFIX);
    }

    @Override
    public void handle(StreamRecord record) {
        var donationId = VisitChange.of(record.key(), record.oldImage(), record.newImage())
                .map(VisitChange::donationId)
                .orElseGet(record::id);
        var unused = runs.goOn(donationId);
    }
}
