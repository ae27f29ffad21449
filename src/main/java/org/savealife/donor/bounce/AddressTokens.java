package org.savealife.donor.bounce;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.savealife.platform.RandomId;

/**
 * Makes and checks the tokens in addresses of ours, which identify the donor to whom a mail with the address was sent.
 * A token is the donor's id and, as a seal, HMAC-SHA-256 of the id and of what the token is about, cut to 10 bytes, in
 * {@value #LENGTH} base-32 digits. They are in lower case, since mail servers may change the case of the local part.
 *
 * <p>Only the recipient of a mail knows its token, so nobody can act for another donor. A token is valid for one
 * purpose, and for what it is about. The same donor and thing always have the same token. Thread-safe.
 */
public final class AddressTokens {

    /** The form of a token. */
    static final String FORM = "[0-9a-v]{42}";

    static final int LENGTH = 42;

    private static final int BASE = 32;
    private static final int ID_BYTES = 16;
    private static final int SEAL_BYTES = 10;
    private static final String MAC = "HmacSHA256";
    private static final Pattern ID = Pattern.compile(RandomId.FORM);
    private static final Pattern TOKEN = Pattern.compile(FORM);

    private final List<Mac> seals;

    private AddressTokens(List<Mac> seals) {
        this.seals = List.copyOf(seals);
    }

    /**
     * Tokens of one purpose.
     *
     * @param purpose a text that differs from that of any other tokens
     * @param secrets the first seals, all verify; at least one, none of them empty
     */
    public static AddressTokens of(String purpose, List<String> secrets) {
        if (secrets.isEmpty()) {
            throw new IllegalArgumentException("There is no secret for tokens in addresses.");
        }
        return new AddressTokens(
                secrets.stream().map(secret -> seal(purpose, secret)).toList());
    }

    /** Each purpose has a key of its own, derived from the secret. */
    private static Mac seal(String purpose, String secret) {
        try {
            var mac = Mac.getInstance(MAC);
            mac.init(new SecretKeySpec(bytes(secret), MAC));
            mac.init(new SecretKeySpec(mac.doFinal(bytes(purpose)), MAC));
            return mac;
        } catch (GeneralSecurityException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }

    /** The donor's token; nothing if the id is not of our form, for example because another tool made it. */
    public Optional<String> token(String donorId, String about) {
        return ID.matcher(donorId).matches() ? Optional.of(token(seals.get(0), donorId, about)) : Optional.empty();
    }

    /** The id in a token. Anybody may have written it: see {@link #isOf}. */
    public static Optional<String> donorId(String token) {
        if (!TOKEN.matcher(token).matches()) {
            return Optional.empty();
        }
        var number = new BigInteger(token, BASE);
        if (number.bitLength() > (ID_BYTES + SEAL_BYTES) * Byte.SIZE) {
            return Optional.empty();
        }
        var padded = new byte[ID_BYTES + SEAL_BYTES + 1];
        var bytes = number.toByteArray();
        System.arraycopy(bytes, 0, padded, padded.length - bytes.length, bytes.length);
        return Optional.of(HexFormat.of().formatHex(padded, 1, 1 + ID_BYTES));
    }

    /** Whether we made the token for this donor and this thing. */
    public boolean isOf(String token, String donorId, String about) {
        return ID.matcher(donorId).matches()
                && seals.stream()
                        .anyMatch(seal -> MessageDigest.isEqual(bytes(token(seal, donorId, about)), bytes(token)));
    }

    private static String token(Mac seal, String donorId, String about) {
        var id = HexFormat.of().parseHex(donorId);
        var mac = copy(seal);
        mac.update(id);
        var sealed = Arrays.copyOf(id, ID_BYTES + SEAL_BYTES);
        System.arraycopy(mac.doFinal(bytes(about)), 0, sealed, ID_BYTES, SEAL_BYTES);
        var digits = new BigInteger(1, sealed).toString(BASE);
        return "0".repeat(LENGTH - digits.length()) + digits;
    }

    /** Copying only reads the original, so several threads may do it at once. */
    private static Mac copy(Mac seal) {
        try {
            return (Mac) seal.clone();
        } catch (CloneNotSupportedException ofNoOtherProvider) {
            throw new IllegalStateException(ofNoOtherProvider);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
