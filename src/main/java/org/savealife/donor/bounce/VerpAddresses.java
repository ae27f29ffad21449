package org.savealife.donor.bounce;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;
import org.savealife.donor.Donor;
import org.savealife.donor.store.DonorRepository;
import org.savealife.donor.unsubscribe.UnsubscribeLinks;
import org.savealife.mail.message.EmailAddress;

/**
 * Gives the messages to each donor a return path of their own (VERP), {@code bounces+<token>@example.org}, if
 * {@code savealife.mail.bounce-address} is set, and finds the donor of a return path. A wrong setting prevents the
 * start of the application.
 */
@ApplicationScoped
public class VerpAddresses {

    private static final String KEY = "savealife.mail.bounce-address";
    private static final String DELIMITER = "+";

    /** RFC 5321 section 4.5.3.1.1. */
    private static final int MAX_LOCAL_PART_LENGTH = 64;

    private static final int MAX_DOMAIN_LENGTH = 180;

    /** A mail names its return path a few times. A mail with more tokens is meant to keep us busy. */
    private static final int MAX_TOKENS = 10;

    /** A token within a return path. */
    private static final Pattern TOKEN = Pattern.compile("\\+(" + VerpTokens.FORM + ")@", Pattern.CASE_INSENSITIVE);

    /**
     * Within the header List-Unsubscribe of our messages, see {@link org.savealife.donor.unsubscribe.UnsubscribeLink}.
     */
    private static final Pattern UNSUBSCRIBE = Pattern.compile("/unsubscribe/([A-Za-z0-9_-]{22,300})(?![A-Za-z0-9_-])");

    private final Optional<Address> address;
    private final UnsubscribeLinks unsubscribing;
    private final Function<String, Optional<Donor>> donors;

    /** Empty until first used, see {@link UnsubscribeLinks}. From then on runs need no database for it. */
    private volatile Optional<VerpTokens> tokens = Optional.empty();

    @Inject
    public VerpAddresses(Config config, UnsubscribeLinks unsubscribing, DonorRepository donors) {
        this(config.getOptionalValue(KEY, String.class), unsubscribing, donors::find);
    }

    /**
     * @param donors by their ids
     * @throws IllegalStateException if the setting cannot work; the message tells why
     */
    VerpAddresses(Optional<String> setting, UnsubscribeLinks unsubscribing, Function<String, Optional<Donor>> donors) {
        address = setting.map(VerpAddresses::address);
        this.unsubscribing = unsubscribing;
        this.donors = donors;
    }

    /** The parts of the address around the token. */
    private record Address(String local, String domain) {

        String with(String token) {
            return local + DELIMITER + token + "@" + domain;
        }

        /** The tokens in a text that are part of this address. */
        Stream<String> tokensIn(String text) {
            return TOKEN.matcher(text)
                    .results()
                    .filter(found -> text.regionMatches(true, found.start() - local.length(), local, 0, local.length())
                            && text.regionMatches(true, found.end(), domain, 0, domain.length()))
                    .map(found -> found.group(1).toLowerCase(Locale.ROOT));
        }
    }

    /** @throws IllegalStateException if the setting cannot work; the message tells why */
    public static void check(Function<String, Optional<String>> settings) {
        settings.apply(KEY).ifPresent(VerpAddresses::address);
    }

    private static Address address(String text) {
        try {
            var parts = EmailAddress.of(text).ascii().split("@", 2);
            if (parts[0].length() + DELIMITER.length() + VerpTokens.LENGTH > MAX_LOCAL_PART_LENGTH
                    || parts[1].length() > MAX_DOMAIN_LENGTH
                    || parts[0].contains(DELIMITER)) {
                throw new IllegalArgumentException("It may have up to "
                        + (MAX_LOCAL_PART_LENGTH - DELIMITER.length() - VerpTokens.LENGTH)
                        + " characters before the @, and no + there.");
            }
            return new Address(parts[0], parts[1]);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalStateException(KEY + " cannot be used. " + wrong.getMessage(), wrong);
        }
    }

    /** Creates this bean at the start. Otherwise a wrong setting would show only with the first message. */
    void checkAtStart(@Observes @Initialized(ApplicationScoped.class) Object start) {
        System.getLogger(VerpAddresses.class.getName())
                .log(System.Logger.Level.DEBUG, "Donors have return paths: {0}", address.isPresent());
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
        return donor -> made.token(donor).map(ours::with).orElse("");
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

    private Optional<Donor> owner(List<String> named, VerpTokens made) {
        return named.stream()
                .flatMap(token ->
                        VerpTokens.donorId(token).flatMap(donors).filter(donor -> made.isOf(token, donor)).stream())
                .findFirst();
    }

    /** Two threads may both make them at first; the results are equal. */
    private VerpTokens tokens() {
        var known = tokens.orElseGet(() -> VerpTokens.of(unsubscribing.secrets()));
        tokens = Optional.of(known);
        return known;
    }
}
