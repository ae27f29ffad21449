package org.savealife.visit.link;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.savealife.donor.unsubscribe.UnsubscribeLinks;
import org.savealife.platform.http.PublicUrl;

/**
 * Makes the link by which a donor answers an invitation, and finds donor and donation of a link. The tokens have the
 * secrets of unsubscribe links, and keys of their own. Thread-safe.
 */
@ApplicationScoped
public class AnswerLinks {

    /** Precedes the token in the path. */
    public static final String PATH = "/r/";

    private final PublicUrl publicUrl;
    private final UnsubscribeLinks secrets;

    /** Empty until first used: the secret may be in the database, which may start later than this process. */
    private volatile Optional<AnswerTokens> tokens = Optional.empty();

    @Inject
    public AnswerLinks(PublicUrl publicUrl, UnsubscribeLinks secrets) {
        this.publicUrl = publicUrl;
        this.secrets = secrets;
    }

    /** Returns a function that makes the URL of a donor's page for this donation from the donor's id. */
    public UnaryOperator<String> link(String donationId) {
        var made = tokens();
        return donorId -> publicUrl.page(PATH.substring(1) + made.token(new AnswerTokens.Invitee(donationId, donorId)));
    }

    /** Who may answer with the token, or nothing if it is not one of ours. */
    public Optional<AnswerTokens.Invitee> invitee(String token) {
        return tokens().invitee(token);
    }

    /** Two threads may both make them at first; the results are equal. */
    private AnswerTokens tokens() {
        var known = tokens.orElseGet(() -> AnswerTokens.of(secrets.secrets()));
        tokens = Optional.of(known);
        return known;
    }
}
