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
 * Makes and checks the tokens in return paths, which identify the donor whose message bounced. A token is the donor's
 * id and, as a seal, HMAC-SHA-256 of the id and the address cut to 10 bytes, in {@value #LENGTH} base-32 digits. They
 * are in lower case, since mail servers may change the case of the local part.
 *
 * <p>Only the recipient of a mail knows its token, so nobody can have another donor's address suppressed. A token is
 * valid for the address to which the mail was sent: a bounce that arrives after the donor has changed the address
 * belongs to nobody. The same donor and address always have the same token. Thread-safe.
 */
final class VerpTokens {

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

    private VerpTokens(List<Mac> seals) {
        this.seals = List.copyOf(seals);
    }

    /** @param secrets the first seals, all verify; at least one, none of them empty */
    static VerpTokens of(List<String> secrets) {
        if (secrets.isEmpty()) {
            throw new IllegalArgumentException("There is no secret for tokens of return paths.");
        }
        return new VerpTokens(secrets.stream().map(VerpTokens::seal).toList());
    }

    /** Uses a key of its own, derived from the secret. */
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

    /** The donor's token; nothing if the id is not of our form, for example because another tool made it. */
    Optional<String> token(Donor donor) {
        return ID.matcher(donor.id()).matches() ? Optional.of(token(seals.get(0), donor)) : Optional.empty();
    }

    /** The id in a token. Anybody may have written it: see {@link #isOf}. */
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

    /** Whether we made the token for this donor and the donor's present address. */
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
