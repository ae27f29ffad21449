package org.savealife.platform.security;

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
 * Makes and reads tokens for links. A token contains its bytes encrypted, so it needs no lookup table. Making or
 * reading one takes the secret. The same bytes always have the same token. A token of one purpose is not valid for
 * another.
 *
 * <p>The construction is SIV (RFC 5297) with HMAC as its function: a tag, which is HMAC-SHA-256 of the bytes cut to 16
 * bytes, and the bytes in AES-256-CTR with the tag as the first counter block; in base64url without padding. Both keys
 * are derived from the secret and the purpose. Thread-safe.
 */
public final class SealedTokens {

    private static final int TAG_BYTES = 16;
    private static final String MAC = "HmacSHA256";
    private static final String CIPHER = "AES/CTR/NoPadding";
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private final List<Seal> seals;

    private SealedTokens(List<Seal> seals) {
        this.seals = List.copyOf(seals);
    }

    /**
     * @param purpose a word or two; must never change, since it is part of the keys
     * @param secrets the first signs, all verify; at least one, none of them empty
     */
    public static SealedTokens of(String purpose, List<String> secrets) {
        if (secrets.isEmpty()) {
            throw new IllegalArgumentException("There is no secret for tokens of the purpose " + purpose + ".");
        }
        return new SealedTokens(
                secrets.stream().map(secret -> new Seal(purpose, secret)).toList());
    }

    /** The token of these bytes: letters, digits, {@code -} and {@code _}; four characters for three bytes, and 22. */
    public String token(byte[] content) {
        return seals.get(0).token(content);
    }

    /** The bytes in the token, or nothing if the token differs from ours in a single bit. */
    public Optional<byte[]> open(String token) {
        var sealed = decode(token);
        if (sealed.length < TAG_BYTES) {
            return Optional.empty();
        }
        return seals.stream().flatMap(seal -> open(seal, sealed, token)).findFirst();
    }

    /**
     * The token in the last part of a path. Mail programs and people may append characters that do not belong to it: a
     * slash, a full stop, a bracket.
     */
    public static String inPath(String path) {
        var end = path.length();
        while (end > 0 && !isOfToken(path.charAt(end - 1))) {
            end--;
        }
        return path.substring(0, end);
    }

    /** RFC 4648 section 5. */
    private static boolean isOfToken(char character) {
        return character < 128 && (Character.isLetterOrDigit(character) || character == '-' || character == '_');
    }

    /** Compares the whole text, since base64 has several texts for some bytes, and only one of them is ours. */
    private static Stream<byte[]> open(Seal seal, byte[] sealed, String token) {
        var content = seal.content(sealed);
        return MessageDigest.isEqual(bytes(seal.token(content)), bytes(token)) ? Stream.of(content) : Stream.empty();
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

        Seal(String purpose, String secret) {
            try {
                var master = Mac.getInstance(MAC);
                master.init(new SecretKeySpec(bytes(secret), MAC));
                tagKey = new SecretKeySpec(master.doFinal(bytes(purpose + " token, tag")), MAC);
                bodyKey = new SecretKeySpec(master.doFinal(bytes(purpose + " token, body")), "AES");
            } catch (GeneralSecurityException everyPlatformHasIt) {
                throw new IllegalStateException(everyPlatformHasIt);
            }
        }

        String token(byte[] content) {
            var engine = borrow();
            var tag = Arrays.copyOf(engine.mac().doFinal(content), TAG_BYTES);
            var sealed = Arrays.copyOf(tag, TAG_BYTES + content.length);
            System.arraycopy(crypt(engine, tag, content), 0, sealed, TAG_BYTES, content.length);
            idle.add(engine);
            return ENCODER.encodeToString(sealed);
        }

        /** Decrypts any bytes to some bytes. The caller must find out whether they are ours. */
        byte[] content(byte[] sealed) {
            var engine = borrow();
            var tag = Arrays.copyOf(sealed, TAG_BYTES);
            var content = crypt(engine, tag, Arrays.copyOfRange(sealed, TAG_BYTES, sealed.length));
            idle.add(engine);
            return content;
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
