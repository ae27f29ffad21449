package org.savealife.visit.calendar;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.savealife.donor.bounce.AddressTokens;
import org.savealife.donor.bounce.BounceAddress;
import org.savealife.donor.bounce.BounceSettings;
import org.savealife.donor.unsubscribe.UnsubscribeLinks;

/**
 * The addresses of the organiser in the calendar entries of donors who are booked, {@code bounces+<token>@example.org},
 * if {@code savealife.mail.bounce-address} is set. The token is about one donor and one donation, so a calendar program
 * that has it answers for nobody and nothing else. It has the secrets of unsubscribe links, and a key of its own.
 * Thread-safe.
 */
@ApplicationScoped
public class OrganiserAddresses {

    /** Never changes, since answers come until a donation is over. */
    private static final String PURPOSE = "organiser of a calendar entry";

    /** A mail names the address a few times. A mail with more tokens is meant to keep us busy. */
    private static final int MAX_TOKENS = 10;

    private final Optional<BounceAddress> address;
    private final UnsubscribeLinks secrets;

    /** Empty until first used: the secret may be in the database, which may start later than this process. */
    private volatile Optional<AddressTokens> tokens = Optional.empty();

    @Inject
    public OrganiserAddresses(BounceSettings settings, UnsubscribeLinks secrets) {
        this.address = settings.address();
        this.secrets = secrets;
    }

    /** Whether there are any, so that calendar programs may answer. */
    public boolean areSet() {
        return address.isPresent();
    }

    /**
     * Returns a function that makes the address from the donor's id quickly and without the database; it returns "" if
     * the setting is missing, or no address can be made. Use it for one run at most.
     */
    public UnaryOperator<String> of(String donationId) {
        if (address.isEmpty()) {
            return donorId -> "";
        }
        var ours = address.get();
        var made = tokens();
        return donorId -> made.token(donorId, donationId).map(ours::with).orElse("");
    }

    /** The donor whose address for this donation is in one of the texts. */
    Optional<String> donorId(List<String> texts, String donationId) {
        if (address.isEmpty()) {
            return Optional.empty();
        }
        return texts.stream()
                .flatMap(address.get()::tokensIn)
                .distinct()
                .limit(MAX_TOKENS)
                .flatMap(token ->
                        AddressTokens.donorId(token)
                                .filter(donorId -> tokens().isOf(token, donorId, donationId))
                                .stream())
                .findFirst();
    }

    /** Two threads may both make them at first; the results are equal. */
    private AddressTokens tokens() {
        var known = tokens.orElseGet(() -> AddressTokens.of(PURPOSE, secrets.secrets()));
        tokens = Optional.of(known);
        return known;
    }
}
