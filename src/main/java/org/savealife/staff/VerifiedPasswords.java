package org.savealife.staff;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Passwords that were verified within the last minute, so that a client of the API does not pay for PBKDF2 with each
 * call. An entry is an HMAC of the name, the stored hash and the password, with a key that never leaves this object; so
 * a new password or hash is another entry. It keeps at most {@link #ENTRIES}. Thread-safe.
 */
final class VerifiedPasswords {

    private static final int ENTRIES = 1_000;
    private static final Duration KEPT = Duration.ofMinutes(1);
    private static final String ALGORITHM = "HmacSHA256";

    private final Clock clock;
    private final SecretKeySpec key;
    private final Map<ByteBuffer, Instant> verified = new LinkedHashMap<>();

    VerifiedPasswords(Clock clock, SecureRandom random) {
        this.clock = clock;
        var bits = new byte[32];
        random.nextBytes(bits);
        this.key = new SecretKeySpec(bits, ALGORITHM);
    }

    synchronized boolean contains(StaffMember member, String password) {
        var until = verified.get(entry(member, password));
        return until != null && clock.instant().isBefore(until);
    }

    /** Remembers it for a minute from now; a password in use is verified again once a minute. */
    synchronized void add(StaffMember member, String password) {
        var now = clock.instant();
        var entry = entry(member, password);
        verified.remove(entry);
        verified.put(entry, now.plus(KEPT));
        forget(now);
    }

    synchronized int size() {
        return verified.size();
    }

    /** Entries are in the order of their ends, so all that are over come first. */
    private void forget(Instant now) {
        var oldest = verified.values().iterator();
        while (oldest.hasNext()) {
            var counts = now.isBefore(oldest.next());
            if (counts && verified.size() <= ENTRIES) {
                return;
            }
            oldest.remove();
        }
    }

    private ByteBuffer entry(StaffMember member, String password) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            // Neither a name nor a hash contains a line break, so two members never have the same entry
            return ByteBuffer.wrap(mac.doFinal(
                    (member.name() + "\n" + member.passwordHash() + "\n" + password).getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("This Java has no " + ALGORITHM + ", which every Java must have.", missing);
        }
    }
}
