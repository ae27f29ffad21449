package org.savealife.donor.signup;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Duration;
import org.savealife.donor.SignupSettings;
import org.savealife.donor.store.DonorRepository;
import org.savealife.platform.error.TooManyRequestsException;
import org.savealife.platform.http.ClientAddress;
import org.savealife.platform.http.SlidingWindowLimiter;

/**
 * Takes sign-ups from everybody, by form and by API, at a limited rate for each client address. A sign-up does not
 * reveal whether the address is known: the answer is the same, and both cases write to the database.
 */
@ApplicationScoped
public class PublicSignup {

    private final DonorRepository donors;
    private final ComeBackRepository comeBacks;
    private final Clock clock;
    private final ClientAddress clientAddress;
    private final SlidingWindowLimiter signups;

    @Inject
    public PublicSignup(
            DonorRepository donors,
            ComeBackRepository comeBacks,
            Clock clock,
            ClientAddress clientAddress,
            SignupSettings settings) {
        this.donors = donors;
        this.comeBacks = comeBacks;
        this.clock = clock;
        this.clientAddress = clientAddress;
        signups = new SlidingWindowLimiter(settings.rate(), Duration.ofMinutes(1), clock);
    }

    /**
     * Signs the person up. A donor with the same address stays unchanged, since anybody may enter it. If that donor has
     * unsubscribed, a mail asks whether to come back.
     *
     * @throws org.savealife.platform.error.InvalidFieldsException naming every field that is missing or wrong
     * @throws TooManyRequestsException if too many sign-ups came from that network within the last minute
     */
    public void accept(Signup signup, HttpServletRequest request) {
        var address = clientAddress.of(request);
        if (!signups.tryAcquire(address)) {
            throw new TooManyRequestsException(
                    "Too many sign-ups from your network. Please try again in a minute.", signups.untilNext(address));
        }
        donors.addUnlessKnown(signup.strangersDonor(clock.instant())).ifPresent(comeBacks::ask);
    }
}
