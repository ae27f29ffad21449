package org.savealife.donor.unsubscribe;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.savealife.platform.http.HttpSettings;

/** Makes the unsubscribe link of each donor, and finds the donor of a link. */
@ApplicationScoped
public class UnsubscribeLinks {

    private final String publicUrl;
    private final UnsubscribeSettings settings;
    private final Supplier<String> ownSecret;

    /** Empty until first used: the secret may be in the database, which may start later than this process. */
    private volatile Optional<UnsubscribeTokens> tokens = Optional.empty();

    @Inject
    public UnsubscribeLinks(HttpSettings http, UnsubscribeSettings settings, UnsubscribeSecretRepository secret) {
        this(http.publicUrl(), settings, secret::get);
    }

    /** @param ownSecret the secret to use if none is configured */
    UnsubscribeLinks(String publicUrl, UnsubscribeSettings settings, Supplier<String> ownSecret) {
        this.publicUrl = publicUrl;
        this.settings = settings;
        this.ownSecret = ownSecret;
    }

    /** Returns a function that makes links quickly and without the database. Use it for one run at most. */
    public Function<String, UnsubscribeLink> links() {
        var made = tokens();
        return donorId -> UnsubscribeLink.of(publicUrl, settings.mailto(), made.token(donorId));
    }

    /** The donor's id, or nothing if the token is not ours. */
    public Optional<String> donorId(String token) {
        return tokens().donorId(token);
    }

    /** The secrets of our tokens: the first makes them, all of them verify. */
    public List<String> secrets() {
        return settings.secrets().isEmpty() ? List.of(ownSecret.get()) : settings.secrets();
    }

    /** Two threads may both make them at first; the results are equal. */
    private UnsubscribeTokens tokens() {
        var known = tokens.orElseGet(() -> UnsubscribeTokens.of(secrets()));
        tokens = Optional.of(known);
        return known;
    }
}
