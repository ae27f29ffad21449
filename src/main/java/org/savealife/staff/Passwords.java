package org.savealife.staff;

import static java.util.stream.Collectors.joining;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.security.enterprise.identitystore.Pbkdf2PasswordHash;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Hashes and verifies passwords. PBKDF2 with HMAC-SHA-512 and 210,000 iterations takes a sixth of a second on one core,
 * on purpose. {@code savealife.staff.password-iterations} sets the number; a smaller one is logged. A hash contains its
 * parameters, so old hashes can be verified after these change. Source: OWASP Password Storage Cheat Sheet, PBKDF2.
 */
@ApplicationScoped
public class Passwords {

    private static final System.Logger LOG = System.getLogger(Passwords.class.getName());
    private static final int ADVISED_ITERATIONS = 210_000;

    private static final String LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";
    private static final int RANDOM_PARTS = 4;
    private static final int RANDOM_PART = 4;

    /** NIST SP 800-63B section 5.1.1: length matters, not a mixture of characters. */
    private static final int MIN_LENGTH = 12;

    private static final int MAX_LENGTH = 200;

    private final Pbkdf2PasswordHash pbkdf2;
    private final VerifiedPasswords verified;

    /** The hash of 256 random bits that nobody knows. */
    private final String nobodysHash;

    @Inject
    public Passwords(Pbkdf2PasswordHash pbkdf2, Clock clock, StaffSettings settings) {
        this.pbkdf2 = pbkdf2;
        var iterations = settings.passwordIterations();
        if (iterations < ADVISED_ITERATIONS) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Passwords are hashed with {0} iterations, OWASP advises {1} or more: set"
                            + " savealife.staff.password-iterations.",
                    iterations,
                    ADVISED_ITERATIONS);
        }
        pbkdf2.initialize(Map.of(
                "Pbkdf2PasswordHash.Algorithm", "PBKDF2WithHmacSHA512",
                "Pbkdf2PasswordHash.Iterations", Integer.toString(iterations),
                "Pbkdf2PasswordHash.SaltSizeBytes", "16",
                "Pbkdf2PasswordHash.KeySizeBytes", "32"));
        verified = new VerifiedPasswords(clock, new SecureRandom());
        nobodysHash =
                pbkdf2.generate(TokenSecret.random(new SecureRandom()).text().toCharArray());
    }

    /** A password of 80 random bits for the first sign-in, without letters that look like digits. */
    public static String random() {
        var random = new SecureRandom();
        return Stream.generate(() -> random.ints(RANDOM_PART, 0, LETTERS.length())
                        .mapToObj(letter -> LETTERS.substring(letter, letter + 1))
                        .collect(joining()))
                .limit(RANDOM_PARTS)
                .collect(joining("-"));
    }

    /**
     * Checks a password that somebody has chosen, and returns it unchanged.
     *
     * @throws IllegalArgumentException if it is too easily guessed, or too long
     */
    public static String chosen(String typed) {
        if (typed.length() < MIN_LENGTH || typed.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "Please use " + MIN_LENGTH + " to " + MAX_LENGTH + " characters. A sentence is fine.");
        }
        return typed;
    }

    public String hash(String password) {
        return pbkdf2.generate(password.toCharArray());
    }

    /** Whether this password of the member was verified within the last minute; this is fast. */
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

    /** Always false, and as slow as {@link #verify}, so that response times do not reveal which names exist. */
    public boolean verifyNobody(String password) {
        return pbkdf2.verify(password.toCharArray(), nobodysHash);
    }
}
