package org.savealife.donor.unsubscribe;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes and reads the tokens in unsubscribe links. A token contains the encrypted id of the donor, so it needs no
 * lookup table. Making or reading one takes the secret. Tokens never expire: a link works as long as the mail exists.
 * The same donor always has the same token.
 *
 * <p>The construction is SIV (RFC 5297) with HMAC as its function: a tag, which is HMAC-SHA-256 of the id cut to 16
 * bytes, and the id in AES-256-CTR with the tag as the first counter block; in base64url without padding. Both keys are
 * derived from the secret. Thread-safe.
 */
public final class UnsubscribeTokens {

    private static final int TAG_BYTES = 16;
    private static final String MAC = "HmacSHA256";
    private static final String CIPHER = "AES/CTR/NoPadding";
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private final List<Seal> seals;

    private UnsubscribeTokens(List<Seal> seals) {
        this.seals = List.copyOf(seals);
    }

    /** @param secrets the first signs, all verify; at least one, none of them empty */
    public static UnsubscribeTokens of(List<String> secrets) {
        if (secrets.isEmpty()) {
            throw new IllegalArgumentException("There is no secret for unsubscribe tokens.");
        }
        return new UnsubscribeTokens(secrets.stream().map(Seal::new).toList());
    }

    /** The donor's token: letters, digits, {@code -} and {@code _}; 64 characters for an id of ours. */
    public String token(String donorId) {
        return seals.get(0).token(bytes(donorId));
    }

    /** The donor's id, or nothing if the token differs from ours in a single bit. */
    public Optional<String> donorId(String token) {
        var sealed = decode(token);
        if (sealed.length < TAG_BYTES) {
            return Optional.empty();
        }
        return seals.stream().flatMap(seal -> open(seal, sealed, token)).findFirst();
    }

    /** Compares the whole text, since base64 has several texts for some bytes, and only one of them is ours. */
    private static Stream<String> open(Seal seal, byte[] sealed, String token) {
        var id = seal.id(sealed);
        return MessageDigest.isEqual(bytes(seal.token(id)), bytes(token))
                ? Stream.of(new String(id, StandardCharsets.UTF_8))
                : Stream.empty();
    }

    /** Empty if the text is no base64url. */
    private static byte[] decode(String token) {
        try {
            return Base64.getUrlDecoder().decode(token);
        } catch (IllegalArgumentException notBase64) {
            return new byte[0];
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Seals with one secret. Lends an engine to each caller, since making one takes longer than making a token. */
    private static final class Seal {

        private final Key tagKey;
        private final Key bodyKey;
        private final Queue<Engine> idle = new ConcurrentLinkedQueue<>();

        private record Engine(Mac mac, Cipher cipher) {}

        Seal(String secret) {
            try {
                var master = Mac.getInstance(MAC);
                master.init(new SecretKeySpec(bytes(secret), MAC));
                tagKey = new SecretKeySpec(master.doFinal(bytes("unsubscribe token, tag")), MAC);
                bodyKey = new SecretKeySpec(master.doFinal(bytes("unsubscribe token, body")), "AES");
            } catch (GeneralSecurityException everyPlatformHasIt) {
                throw new IllegalStateException(everyPlatformHasIt);
            }
        }

        String token(byte[] id) {
            var engine = borrow();
            var tag = Arrays.copyOf(engine.mac().doFinal(id), TAG_BYTES);
            var sealed = Arrays.copyOf(tag, TAG_BYTES + id.length);
            System.arraycopy(crypt(engine, tag, id), 0, sealed, TAG_BYTES, id.length);
            idle.add(engine);
            return ENCODER.encodeToString(sealed);
        }

        /** Decrypts any bytes to some text. The caller must find out whether it is an id. */
        byte[] id(byte[] sealed) {
            var engine = borrow();
            var tag = Arrays.copyOf(sealed, TAG_BYTES);
            var id = crypt(engine, tag, Arrays.copyOfRange(sealed, TAG_BYTES, sealed.length));
            idle.add(engine);
            return id;
        }

        private Engine borrow() {
            return Optional.ofNullable(idle.poll()).orElseGet(this::engine);
        }

        private Engine engine() {
            try {
                var mac = Mac.getInstance(MAC);
                mac.init(tagKey);
                return new Engine(mac, Cipher.getInstance(CIPHER));
            } catch (GeneralSecurityException everyPlatformHasIt) {
                throw new IllegalStateException(everyPlatformHasIt);
            }
        }

        /** Encrypts and decrypts, which are the same in counter mode. */
        private byte[] crypt(Engine engine, byte[] tag, byte[] text) {
            try {
                engine.cipher().init(Cipher.ENCRYPT_MODE, bodyKey, new IvParameterSpec(tag));
                return engine.cipher().doFinal(text);
            } catch (GeneralSecurityException everyPlatformHasIt) {
                throw new IllegalStateException(everyPlatformHasIt);
            }
        }
    }
}
