package org.savealife.invitation.web;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.savealife.donation.Donation;
import org.savealife.donation.NoticeCounts;
import org.savealife.invitation.RunRepository;

/** Counts the donors to whom the donation's run has sent an invitation. */
@ApplicationScoped
public class InvitedCounts implements NoticeCounts {

    private final RunRepository runs;

    @Inject
    public InvitedCounts(RunRepository runs) {
        this.runs = runs;
    }

    @Override
    public Counts of(Donation donation) {
        return new Counts(
                runs.find(donation.id()).map(run -> run.counts().sent()).orElse(0L), 0);
    }
}
