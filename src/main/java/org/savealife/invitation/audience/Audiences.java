package org.savealife.invitation.audience;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Set;
import org.savealife.donation.Donation;
import org.savealife.donor.store.DonorCountRepository;
import org.savealife.donor.store.DonorRepository;
import org.savealife.invitation.InvitedDonorRepository;
import org.savealife.invitation.RunRepository;
import org.savealife.invitation.Segment;
import org.savealife.invitation.run.Kind;
import org.savealife.invitation.run.Reply;
import org.savealife.invitation.run.RunId;

/** Makes the audience of each segment. */
@ApplicationScoped
public class Audiences {

    /** The first reminder, some days before, also goes to those who wait: there is time left for them. */
    private static final String FIRST_REMINDER = "1";

    private final DonorRepository donors;
    private final DonorCountRepository donorCounts;
    private final InvitedDonorRepository invited;
    private final RunRepository runs;
    private final BookedDonors booked;

    @Inject
    public Audiences(
            DonorRepository donors,
            DonorCountRepository donorCounts,
            InvitedDonorRepository invited,
            RunRepository runs,
            BookedDonors booked) {
        this.donors = donors;
        this.donorCounts = donorCounts;
        this.invited = invited;
        this.runs = runs;
        this.booked = booked;
    }

    /** The audience of a segment of the run about the donation. */
    public Audience of(Segment segment, Donation donation) {
        var run = RunId.of(segment.runId());
        if (run.kind() == Kind.INVITATION) {
            return new CityAudience(donation.city(), donors, donorCounts);
        }
        if (run.kind().isToOne()) {
            return new OneAudience(run, donation, donors, booked);
        }
        return segment.isOfBooked()
                ? new VisitsAudience(donation, states(run), donors, booked)
                : new LedgerAudience(run, donation, donors, invited, runs, booked);
    }

    private static Set<Reply.State> states(RunId run) {
        return run.kind() == Kind.REMINDER && !run.part().equals(FIRST_REMINDER)
                ? Set.of(Reply.State.BOOKED)
                : Reply.EXPECTED;
    }
}
