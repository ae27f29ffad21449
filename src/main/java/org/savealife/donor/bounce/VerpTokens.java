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
import org.savealife.donor.Donor;
import org.savealife.platform.RandomId;

/**
 * Makes and checks the tokens in return paths, which say whose message it was that comes back: the donor's id and, as a
 * seal, HMAC-SHA-256 of the id and the address cut to 10 bytes, {@value #LENGTH} digits to the base 32. In lower case, since
 * mail servers may fold what is before the @.
 *
 * <p>Nobody but who got the mail can name a token, so nobody can have another donor's address put aside. It holds for the
 * address it was sent to: a bounce that comes after the donor has given another one is nobody's. The same donor always has
 * the same token. Safe for use by several threads at once.
 */
final class VerpTokens {

    /** What a token looks like. */
    static final String FORM = "[0-9a-v]{42}";

    static final int LENGTH = 42;

    private static final int BASE = 32;
    private static final int ID_BYTES = 16;
    private static final int SEAL_BYTES = 10;
    private static final String MAC = "HmacSHA256";
    private static final Pattern ID = Pattern.compile(RandomId.FORM);
    private static final Pattern TOKEN = Pattern.compile(FORM);

    private final List<Mac> seals;

    private VerpTokens(List<Mac> seals) {
        this.seals = List.copyOf(seals);
    }

    /** @param secrets the first seals, all verify; at least one, none empty */
    static VerpTokens of(List<String> secrets) {
        if (secrets.isEmpty()) {
            throw new IllegalArgumentException("There is no secret for tokens of return paths.");
        }
        return new VerpTokens(secrets.stream().map(VerpTokens::seal).toList());
    }

    /** With a key of its own, derived from the secret. */
    private static Mac seal(String secret) {
        try {
            var mac = Mac.getInstance(MAC);
            mac.init(new SecretKeySpec(bytes(secret), MAC));
            mac.init(new SecretKeySpec(mac.doFinal(bytes("return path token")), MAC));
            return mac;
        } catch (GeneralSecurityException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }

    /** The donor's token; nothing for an id that is not of our form, say of another tool. */
    Optional<String> token(Donor donor) {
        return ID.matcher(donor.id()).matches() ? Optional.of(token(seals.get(0), donor)) : Optional.empty();
    }

    /** The id that a token names, which anybody may have written: see {@link #isOf}. */
    static Optional<String> donorId(String token) {
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

    /** Whether we made the token for that donor, at the address they have. */
    boolean isOf(String token, Donor donor) {
        return ID.matcher(donor.id()).matches()
                && seals.stream().anyMatch(seal -> MessageDigest.isEqual(bytes(token(seal, donor)), bytes(token)));
    }

    private static String token(Mac seal, Donor donor) {
        var id = HexFormat.of().parseHex(donor.id());
        var mac = copy(seal);
        mac.update(id);
        var sealed = Arrays.copyOf(id, ID_BYTES + SEAL_BYTES);
        System.arraycopy(mac.doFinal(bytes(donor.email().normalised())), 0, sealed, ID_BYTES, SEAL_BYTES);
        var digits = new BigInteger(1, sealed).toString(BASE);
        return "0".repeat(LENGTH - digits.length()) + digits;
    }

    /** One at rest is only read by this, so several threads may. */
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
