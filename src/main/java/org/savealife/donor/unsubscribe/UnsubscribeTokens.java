package org.savealife.donor.unsubscribe;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.savealife.platform.security.SealedTokens;

/**
 * Makes and reads the tokens in unsubscribe links. A token contains the encrypted id of the donor, see
 * {@link SealedTokens}. Tokens never expire: a link works as long as the mail exists. Thread-safe.
 */
public final class UnsubscribeTokens {

    private final SealedTokens tokens;

    private UnsubscribeTokens(SealedTokens tokens) {
        this.tokens = tokens;
    }

    /** @param secrets the first signs, all verify; at least one, none of them empty */
    public static UnsubscribeTokens of(List<String> secrets) {
        return new UnsubscribeTokens(SealedTokens.of("unsubscribe", secrets));
    }

    /** The donor's token: letters, digits, {@code -} and {@code _}; 64 characters for an id of ours. */
    public String token(String donorId) {
        return tokens.token(donorId.getBytes(StandardCharsets.UTF_8));
    }

    /** The donor's id, or nothing if the token differs from ours in a single bit. */
    public Optional<String> donorId(String token) {
        return tokens.open(token).map(id -> new String(id, StandardCharsets.UTF_8));
    }
}
