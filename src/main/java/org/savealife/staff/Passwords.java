package org.savealife.staff;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.security.enterprise.identitystore.Pbkdf2PasswordHash;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;

/**
 * Hashes passwords and tells whether one is right. PBKDF2 with HMAC-SHA-512 and 210,000 iterations costs a sixth
 * of a second of one core each time: that is its purpose. A hash names its own parameters, so old ones stay readable
 * when these change. Source: OWASP Password Storage Cheat Sheet, PBKDF2.
 */
@ApplicationScoped
public class Passwords {

    private static final Map<String, String> PARAMETERS = Map.of(
            "Pbkdf2PasswordHash.Algorithm", "PBKDF2WithHmacSHA512",
            "Pbkdf2PasswordHash.Iterations", "210000",
            "Pbkdf2PasswordHash.SaltSizeBytes", "16",
            "Pbkdf2PasswordHash.KeySizeBytes", "32");

    @Inject
    Pbkdf2PasswordHash pbkdf2;

    @Inject
    Clock clock;

    private VerifiedPasswords verified;

    /** Of 256 random bits that nobody knows. */
    private String nobodysHash;

    @PostConstruct
    void prepare() {
        pbkdf2.initialize(PARAMETERS);
        verified = new VerifiedPasswords(clock, new SecureRandom());
        nobodysHash = hash(TokenSecret.random(new SecureRandom()).text());
    }

    public String hash(String password) {
        return pbkdf2.generate(password.toCharArray());
    }

    /** Whether that very password of the member was found right within the last minute; costs next to nothing. */
    public boolean isVerified(StaffMember member, String password) {
        return verified.contains(member, password);
    }

    /** Whether the password is the member's. */
    public boolean verify(StaffMember member, String password) {
        var right = pbkdf2.verify(password.toCharArray(), member.passwordHash());
        if (right) {
            verified.add(member, password);
        }
        return right;
    }

    /** Never true, and as slow as {@link #verify}: the time of an answer must not tell which names exist. */
    public boolean verifyNobody(String password) {
        return pbkdf2.verify(password.toCharArray(), nobodysHash);
    }
}
