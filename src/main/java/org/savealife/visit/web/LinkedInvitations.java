package org.savealife.visit.web;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Duration;
import org.savealife.donation.DonationRepository;
import org.savealife.donor.SignupSettings;
import org.savealife.donor.store.DonorRepository;
import org.savealife.platform.error.GoneException;
import org.savealife.platform.error.NotFoundException;
import org.savealife.platform.error.TooManyRequestsException;
import org.savealife.platform.http.ClientAddress;
import org.savealife.platform.http.SlidingWindowLimiter;
import org.savealife.visit.link.AnswerLinks;

/** Finds donor and donation of a link, for the page and for the API, at a limited rate for each client address. */
@ApplicationScoped
public class LinkedInvitations {

    /** Donors look, choose and change their minds; and many of them may share an address. */
    private static final int CALLS_FOR_A_SIGNUP = 6;

    private final AnswerLinks links;
    private final DonationRepository donations;
    private final DonorRepository donors;
    private final Clock clock;
    private final ClientAddress clientAddress;
    private final SlidingWindowLimiter calls;

    @Inject
    public LinkedInvitations(
            AnswerLinks links,
            DonationRepository donations,
            DonorRepository donors,
            Clock clock,
            ClientAddress clientAddress,
            SignupSettings signups) {
        this.links = links;
        this.donations = donations;
        this.donors = donors;
        this.clock = clock;
        this.clientAddress = clientAddress;
        calls = new SlidingWindowLimiter(signups.rate() * CALLS_FOR_A_SIGNUP, Duration.ofMinutes(1), clock);
    }

    /**
     * Whom the link invites to what. The donation may be over or called off.
     *
     * @throws NotFoundException if the token is not one of our links
     * @throws GoneException if donor or donation are deleted
     * @throws TooManyRequestsException if too many calls came from that network within the last minute
     */
    Invited find(String token, HttpServletRequest request) {
        var address = clientAddress.of(request);
        if (!calls.tryAcquire(address)) {
            throw new TooManyRequestsException("Please try again in a moment.", calls.untilNext(address));
        }
        var invitee = links.invitee(token).orElseThrow(() -> new NotFoundException("This is not one of our links."));
        var donor = donors.find(invitee.donorId());
        var donation = donations.find(invitee.donationId());
        if (donor.isEmpty() || donation.isEmpty()) {
            throw new GoneException("This invitation is no longer valid.");
        }
        return new Invited(donation.get(), donor.get());
    }

    /**
     * As {@link #find}, if the donation is not over.
     *
     * @throws GoneException also if the donation is over: its links end with it
     */
    Invited findOpen(String token, HttpServletRequest request) {
        var invited = find(token, request);
        if (isOver(invited)) {
            throw new GoneException("This donation is over.");
        }
        return invited;
    }

    boolean isOver(Invited invited) {
        return invited.donation().isPast(clock.instant());
    }
}
