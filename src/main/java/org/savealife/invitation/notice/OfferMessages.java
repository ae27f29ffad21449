package org.savealife.invitation.notice;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.savealife.donation.Donation;
import org.savealife.visit.OfferMail;
import org.savealife.visit.Visit;
import org.savealife.visit.VisitRepository;

/** Offers seats by mail, in runs of one message. */
@ApplicationScoped
public class OfferMessages implements OfferMail {

    private final VisitRepository visits;
    private final Notices notices;

    @Inject
    public OfferMessages(VisitRepository visits, Notices notices) {
        this.visits = visits;
        this.notices = notices;
    }

    @Override
    public void offer(Donation donation, String donorId) {
        visits.find(donation, donorId)
                .flatMap(Visit::offerUntil)
                .ifPresent(until -> notices.offer(donation, donorId, until));
    }
}
