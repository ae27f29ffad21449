package org.savealife.invitation.audience;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.savealife.donation.Donation;
import org.savealife.donor.store.DonorCountRepository;
import org.savealife.donor.store.DonorRepository;
import org.savealife.invitation.Segment;

/** Makes the audience of each segment. */
@ApplicationScoped
public class Audiences {

    private final DonorRepository donors;
    private final DonorCountRepository donorCounts;

    @Inject
    public Audiences(DonorRepository donors, DonorCountRepository donorCounts) {
        this.donors = donors;
        this.donorCounts = donorCounts;
    }

    /** The audience of a segment of the run about the donation. */
    public Audience of(Segment segment, Donation donation) {
        return new CityAudience(donation.city(), donors, donorCounts);
    }
}
