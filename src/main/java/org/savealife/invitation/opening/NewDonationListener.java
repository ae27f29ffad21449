package org.savealife.invitation.opening;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.function.Predicate;
import org.savealife.donation.CalendarRepository;
import org.savealife.donation.DonationItem;
import org.savealife.invitation.RunRepository;
import org.savealife.invitation.worker.RunWorker;
import org.savealife.stream.StreamListener;
import org.savealife.stream.StreamRecord;

/**
 * Lets only new donations through, opens the run of each, and files those in the calendar that another tool stored. The
 * invitations themselves are {@link RunWorker}'s.
 */
@ApplicationScoped
public class NewDonationListener implements StreamListener {

    /** The filter: a donation was inserted. Sign-ups, edits, deletions and everything else are not ours. */
    static final Predicate<StreamRecord> NEW_DONATION = record ->
            record.kind() == StreamRecord.Kind.INSERT && record.partitionKey().startsWith(DonationItem.PREFIX);

    private final RunRepository runs;
    private final RunWorker worker;
    private final CalendarRepository calendar;

    @Inject
    public NewDonationListener(RunRepository runs, RunWorker worker, CalendarRepository calendar) {
        this.runs = runs;
        this.worker = worker;
        this.calendar = calendar;
    }

    @Override
    public boolean accepts(StreamRecord record) {
        return NEW_DONATION.test(record);
    }

    @Override
    public void handle(StreamRecord record) {
        var inserted = record.newImage()
                .orElseThrow(() -> new IllegalStateException(
                        "The stream has no new images. Set its view type to NEW_AND_OLD_IMAGES."));
        var donation = DonationItem.donation(inserted);
        runs.open(donation);
        worker.wake();
        calendar.file(donation);
    }
}
