package org.savealife.invitation.notice;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.savealife.donation.DonationRepository;
import org.savealife.stream.StreamListener;
import org.savealife.stream.StreamRecord;
import org.savealife.visit.Visit;
import org.savealife.visit.VisitChange;
import org.savealife.visit.VisitRepository;

/** Accepts bookings, and has each confirmed to its donor. */
@ApplicationScoped
public class BookingListener implements StreamListener {

    private final DonationRepository donations;
    private final VisitRepository visits;
    private final Notices notices;

    @Inject
    public BookingListener(DonationRepository donations, VisitRepository visits, Notices notices) {
        this.donations = donations;
        this.visits = visits;
        this.notices = notices;
    }

    @Override
    public boolean accepts(StreamRecord record) {
        return VisitChange.of(record.key(), record.oldImage(), record.newImage())
                .filter(VisitChange::isBooking)
                .isPresent();
    }

    /** Who has moved or given up since is told of that, or of nothing. */
    @Override
    public void handle(StreamRecord record) {
        var booking = VisitChange.of(record.key(), record.oldImage(), record.newImage())
                .orElseThrow();
        donations
                .find(booking.donationId())
                .ifPresent(donation -> visits.find(donation, booking.donorId())
                        .filter(visit -> visit.state() == Visit.State.BOOKED)
                        .ifPresent(visit -> notices.confirm(donation, visit.donorId(), visit.answeredAt())));
    }
}
