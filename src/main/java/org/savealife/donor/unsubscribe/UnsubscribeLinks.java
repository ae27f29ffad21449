package org.savealife.donor.unsubscribe;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.Config;

/**
 * Gives each donor the link that unsubscribes them, and knows whose a link is. A wrong setting ends the start of the
 * application.
 */
@ApplicationScoped
public class UnsubscribeLinks {

    private final UnsubscribeSettings settings;
    private final Supplier<String> ownSecret;

    /** Empty until first used: the secret may be in the database, which may come up after us. */
    private volatile Optional<UnsubscribeTokens> tokens = Optional.empty();

    @Inject
    public UnsubscribeLinks(Config config, UnsubscribeSecretRepository secret) {
        this(UnsubscribeSettings.read(key -> config.getOptionalValue(key, String.class)), secret::get);
    }

    /** @param ownSecret is asked for where none is configured */
    UnsubscribeLinks(UnsubscribeSettings settings, Supplier<String> ownSecret) {
        this.settings = settings;
        this.ownSecret = ownSecret;
    }

    /** Without this a wrong setting would show only when the first message goes. */
    void checkAtStart(@Observes @Initialized(ApplicationScoped.class) Object start) {
        System.getLogger(UnsubscribeLinks.class.getName()).log(System.Logger.Level.DEBUG, "{0}", settings);
    }

    /** Makes links, quickly and without the database. To be kept for as long as a run takes, or shorter. */
    public Function<String, UnsubscribeLink> links() {
        var made = tokens();
        return donorId -> UnsubscribeLink.of(settings.publicUrl(), settings.mailto(), made.token(donorId));
    }

    /** The donor's id, or nothing where the token is not one of ours. */
    public Optional<String> donorId(String token) {
        return tokens().donorId(token);
    }

    /** Of the tokens that are ours: the first makes them, all are taken. */
    public List<String> secrets() {
        return settings.secrets().isEmpty() ? List.of(ownSecret.get()) : settings.secrets();
    }

    /** Made twice where two threads come first; they are equal. */
    private UnsubscribeTokens tokens() {
        var known = tokens.orElseGet(() -> UnsubscribeTokens.of(secrets()));
        tokens = Optional.of(known);
        return known;
    }
}
