package org.savealife.donor.unsubscribe;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Makes the links of the application, from a secret of its own and without configuration. */
public final class MeasuredUnsubscribeLinks extends UnsubscribeLinks {

    private static final List<String> SECRETS = List.of("a secret for benchmarks, of 32 characters or more");

    @Override
    public Function<String, UnsubscribeLink> links() {
        var tokens = UnsubscribeTokens.of(SECRETS);
        return donorId -> UnsubscribeLink.of("http://localhost:8080", Optional.empty(), tokens.token(donorId));
    }
}
