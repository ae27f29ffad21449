package org.savealife.donor.bounce;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.savealife.donor.Donor;
import org.savealife.donor.store.DonorRepository;
import org.savealife.donor.unsubscribe.UnsubscribeLinks;

/**
 * Gives the messages to each donor a return path of their own (VERP), {@code bounces+<token>@example.org}, if
 * {@code savealife.mail.bounce-address} is set, and finds the donor of a return path.
 */
@ApplicationScoped
public class VerpAddresses {

    /** Never changes, since mail that was sent long ago may still bounce. */
    static final String PURPOSE = "return path token";

    /** A mail names its return path a few times. A mail with more tokens is meant to keep us busy. */
    private static final int MAX_TOKENS = 10;

    /**
     * Within the header List-Unsubscribe of our messages, see {@link org.savealife.donor.unsubscribe.UnsubscribeLink}.
     */
    private static final Pattern UNSUBSCRIBE = Pattern.compile("/unsubscribe/([A-Za-z0-9_-]{22,300})(?![A-Za-z0-9_-])");

    private final Optional<BounceAddress> address;
    private final UnsubscribeLinks unsubscribing;
    private final Function<String, Optional<Donor>> donors;

    /** Empty until first used, see {@link UnsubscribeLinks}. From then on runs need no database for it. */
    private volatile Optional<AddressTokens> tokens = Optional.empty();

    @Inject
    public VerpAddresses(BounceSettings settings, UnsubscribeLinks unsubscribing, DonorRepository donors) {
        this(settings.address(), unsubscribing, donors::find);
    }

    /** @param donors by their ids */
    VerpAddresses(
            Optional<BounceAddress> address, UnsubscribeLinks unsubscribing, Function<String, Optional<Donor>> donors) {
        this.address = address;
        this.unsubscribing = unsubscribing;
        this.donors = donors;
    }

    /**
     * Returns a function that makes return paths quickly and without the database; it returns "" if the setting is
     * missing, or no path can be made. Use it for one run at most.
     */
    public Function<Donor, String> paths() {
        if (address.isEmpty()) {
            return donor -> "";
        }
        var ours = address.get();
        var made = tokens();
        return donor -> token(made, donor).map(ours::with).orElse("");
    }

    /** The donor whose return path is in one of the texts, if the donor still has the address for which it was made. */
    Optional<Donor> owner(List<String> texts) {
        if (address.isEmpty()) {
            return Optional.empty();
        }
        var named = texts.stream()
                .flatMap(address.get()::tokensIn)
                .distinct()
                .limit(MAX_TOKENS)
                .toList();
        return named.isEmpty() ? Optional.empty() : owner(named, tokens());
    }

    /**
     * The donor whose unsubscribe link is in one of the texts, whatever the donor's address is now: a complaint means
     * no more than following that link.
     */
    Optional<Donor> complainant(List<String> texts) {
        return texts.stream()
                .flatMap(text -> UNSUBSCRIBE.matcher(text).results())
                .limit(MAX_TOKENS)
                .flatMap(found -> unsubscribing.donorId(found.group(1)).flatMap(donors).stream())
                .findFirst();
    }

    private Optional<Donor> owner(List<String> named, AddressTokens made) {
        return named.stream()
                .flatMap(token ->
                        AddressTokens.donorId(token).flatMap(donors).filter(donor -> isOf(made, token, donor)).stream())
                .findFirst();
    }

    /**
     * A token is about the address to which the mail was sent: a bounce that arrives after the donor has changed the
     * address belongs to nobody.
     */
    private static Optional<String> token(AddressTokens made, Donor donor) {
        return made.token(donor.id(), donor.email().normalised());
    }

    private static boolean isOf(AddressTokens made, String token, Donor donor) {
        return made.isOf(token, donor.id(), donor.email().normalised());
    }

    /** Two threads may both make them at first; the results are equal. */
    private AddressTokens tokens() {
        var known = tokens.orElseGet(() -> AddressTokens.of(PURPOSE, unsubscribing.secrets()));
        tokens = Optional.of(known);
        return known;
    }
}
