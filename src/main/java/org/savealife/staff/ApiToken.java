package org.savealife.staff;

import java.time.Instant;
import org.savealife.platform.Sha256;

/**
 * A token that stands for its staff member, with that member's role of the moment, until it expires or is revoked.
 *
 * @param id see {@link TokenSecret#id}
 * @param label what it is for, in the member's words
 * @param expires from when on it is refused; {@link #NEVER} for one that does not expire
 * @param made what the member's password was when it was made, as {@link #mark} tells; "" of one that an older version made
 */
public record ApiToken(String id, String staffName, String label, Instant created, Instant expires, String made) {

    public static final Instant NEVER = Instant.MAX;

    /** @throws IllegalArgumentException if there is nothing to read in it, or too much */
    public static String label(String typed) {
        var label = typed.strip();
        if (label.length() > 100 || label.codePoints().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("Please use at most 100 characters, on one line.");
        }
        return label;
    }

    /** Tells one password of the member from the next, and nothing else about it. */
    public static String mark(StaffMember member) {
        return Sha256.of(member.passwordHash());
    }

    /** Whether it stands for the member as they are now: it does not outlive their password. */
    public boolean isOf(StaffMember member) {
        return member.name().equals(staffName) && (made.isEmpty() || made.equals(mark(member)));
    }

    public boolean isExpired(Instant now) {
        return !now.isBefore(expires);
    }

    /** The id only: the others are personal. */
    @Override
    public String toString() {
        return "ApiToken[" + id + "]";
    }
}
