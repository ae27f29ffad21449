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
 * Gives each donor's messages a return path of their own (VERP), {@code bounces+<token>@example.org}, where {@code
 * savealife.mail.bounce-address} is set, and knows whose one is. A wrong setting ends the start of the application.
 */
@ApplicationScoped
public class VerpAddresses {

    private static final String KEY = "savealife.mail.bounce-address";
    private static final String DELIMITER = "+";

    /** RFC 5321 section 4.5.3.1.1. */
    private static final int MAX_LOCAL_PART_LENGTH = 64;

    private static final int MAX_DOMAIN_LENGTH = 180;

    /** A mail names its return path some times; who writes in many wants to keep us busy. */
    private static final int MAX_TOKENS = 10;

    /** A token, where a return path has it. */
    private static final Pattern TOKEN = Pattern.compile("\\+(" + VerpTokens.FORM + ")@", Pattern.CASE_INSENSITIVE);

    /** In the header List-Unsubscribe of a message of ours, see {@link org.savealife.donor.unsubscribe.UnsubscribeLink}. */
    private static final Pattern UNSUBSCRIBE = Pattern.compile("/unsubscribe/([A-Za-z0-9_-]{22,300})(?![A-Za-z0-9_-])");

    private final Optional<Address> address;
    private final UnsubscribeLinks unsubscribing;
    private final Function<String, Optional<Donor>> donors;

    /** Empty until first used, see {@link UnsubscribeLinks}; from then on no run needs the database for it. */
    private volatile Optional<VerpTokens> tokens = Optional.empty();

    @Inject
    public VerpAddresses(Config config, UnsubscribeLinks unsubscribing, DonorRepository donors) {
        this(config.getOptionalValue(KEY, String.class), unsubscribing, donors::find);
    }

    /**
     * @param donors by their ids
     * @throws IllegalStateException if the setting cannot work; says why
     */
    VerpAddresses(
            Optional<String> setting, UnsubscribeLinks unsubscribing, Function<String, Optional<Donor>> donors) {
        address = setting.map(VerpAddresses::address);
        this.unsubscribing = unsubscribing;
        this.donors = donors;
    }

    /** What is around the token. */
    private record Address(String local, String domain) {

        String with(String token) {
            return local + DELIMITER + token + "@" + domain;
        }

        /** The tokens in a text that stand in this address. */
        Stream<String> tokensIn(String text) {
            return TOKEN.matcher(text)
                    .results()
                    .filter(found -> text.regionMatches(true, found.start() - local.length(), local, 0, local.length())
                            && text.regionMatches(true, found.end(), domain, 0, domain.length()))
                    .map(found -> found.group(1).toLowerCase(Locale.ROOT));
        }
    }

    /** @throws IllegalStateException if the setting cannot work; says why */
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

    /** Without this a wrong setting would show only when the first message goes. */
    void checkAtStart(@Observes @Initialized(ApplicationScoped.class) Object start) {
        System.getLogger(VerpAddresses.class.getName())
                .log(System.Logger.Level.DEBUG, "Donors have return paths: {0}", address.isPresent());
    }

    /**
     * Makes return paths, quickly and without the database; "" where none is set, or none can be made. To be kept for as long
     * as a run takes, or shorter.
     */
    public Function<Donor, String> paths() {
        if (address.isEmpty()) {
            return donor -> "";
        }
        var ours = address.get();
        var made = tokens();
        return donor -> made.token(donor).map(ours::with).orElse("");
    }

    /** The donor whose return path is in one of the texts, if they still have the address that it was for. */
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
     * The donor whose link to unsubscribe is in one of the texts, whatever address they have now: who complains says no more
     * than who follows it.
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
                        VerpTokens.donorId(token)
                                .flatMap(donors)
                                .filter(donor -> made.isOf(token, donor))
                                .stream())
                .findFirst();
    }

    /** Made twice where two threads come first; they are equal. */
    private VerpTokens tokens() {
        var known = tokens.orElseGet(() -> VerpTokens.of(unsubscribing.secrets()));
        tokens = Optional.of(known);
        return known;
    }
}
