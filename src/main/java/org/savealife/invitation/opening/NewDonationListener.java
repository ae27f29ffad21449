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
 * Accepts new donations only. Opens the run of each, and adds those to the calendar that another tool stored.
 * {@link RunWorker} sends the invitations.
 */
@ApplicationScoped
public class NewDonationListener implements StreamListener {

    /** The filter: a donation was inserted. Sign-ups, changes, deletions and everything else are ignored. */
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
