package org.savealife.invitation.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.savealife.donation.Donation;
import org.savealife.donation.DonationsPage;
import org.savealife.invitation.InvitationRun;
import org.savealife.invitation.RunRepository;
import org.savealife.platform.security.OnlyFor;
import org.savealife.platform.security.Roles;

/** The runs of the donations that {@link DonationsPage} lists, read together. */
@Named
@RequestScoped
@OnlyFor(Roles.VIEWER)
public class RunsPage {

    private final DonationsPage list;
    private final RunRepository runs;
    private final Clock clock;

    private @Nullable Map<String, InvitationRun> found;

    @Inject
    public RunsPage(DonationsPage list, RunRepository runs, Clock clock) {
        this.list = list;
        this.runs = runs;
        this.clock = clock;
    }

    public RunProgress of(Donation donation) {
        var all = found;
        if (all == null) {
            all = runs.findAll(list.getDonations().stream().map(Donation::id).toList());
            found = all;
        }
        var run = Optional.ofNullable(all.get(donation.id()))
                .orElseGet(() -> InvitationRun.none(donation, clock.instant()));
        return new RunProgress(donation.cancelled() ? run.calledOff() : run, clock.instant());
    }
}
