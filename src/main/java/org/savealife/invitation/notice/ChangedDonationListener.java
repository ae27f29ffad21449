package org.savealife.invitation.notice;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import org.savealife.donation.DonationItem;
import org.savealife.stream.StreamListener;
import org.savealife.stream.StreamRecord;

/**
 * Accepts changes of donations, and has the donors told of those that staff want told. Web processes never talk to the
 * relay: the wish is on the donation's item, which the stream brings to a worker.
 */
@ApplicationScoped
public class ChangedDonationListener implements StreamListener {

    private final Notices notices;

    @Inject
    public ChangedDonationListener(Notices notices) {
        this.notices = notices;
    }

    @Override
    public boolean accepts(StreamRecord record) {
        return record.kind() == StreamRecord.Kind.MODIFY
                && record.partitionKey().startsWith(DonationItem.PREFIX)
                && record.oldImage().isPresent()
                && record.newImage().isPresent();
    }

    @Override
    public void handle(StreamRecord record) {
        var before = DonationItem.donation(record.oldImage().orElseThrow());
        var after = DonationItem.donation(record.newImage().orElseThrow());
        if (after.version().sequence() != before.version().sequence() || after.cancelled() != before.cancelled()) {
            notices.open(Optional.of(before), after);
        }
    }
}
