package org.savealife.donor.unsubscribe;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The links of the application, from a secret of its own and without configuration. */
public final class FixedUnsubscribeLinks extends UnsubscribeLinks {

    private static final List<String> SECRETS = List.of("a secret for tests, of 32 characters or more");

    @Override
    public Function<String, UnsubscribeLink> links() {
        var tokens = UnsubscribeTokens.of(SECRETS);
        return donorId -> UnsubscribeLink.of("http://localhost:8080", Optional.empty(), tokens.token(donorId));
    }
}
