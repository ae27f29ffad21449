package org.savealife.visit.web;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.savealife.donation.DonationRepository;
import org.savealife.platform.sse.LiveTopic;
import org.savealife.visit.VisitRepository;

/** The seats of a donation on open pages, {@code /staff/live/visits/<donation id>}. */
@ApplicationScoped
public class VisitsLiveTopic implements LiveTopic {

    private final DonationRepository donations;
    private final VisitRepository visits;

    @Inject
    public VisitsLiveTopic(DonationRepository donations, VisitRepository visits) {
        this.donations = donations;
        this.visits = visits;
    }

    @Override
    public String name() {
        return "visits";
    }

    @Override
    public String state(String donationId) {
        return donations
                .find(donationId)
                .map(donation -> visits.slots(donation) + " " + visits.counts(donationId))
                .orElse("");
    }
}
