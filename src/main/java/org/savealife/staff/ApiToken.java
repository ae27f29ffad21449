package org.savealife.staff;

import java.time.Instant;
import org.savealife.platform.Sha256;

/**
 * A token that represents its staff member, with the member's current role, until it expires or is revoked.
 *
 * @param id see {@link TokenSecret#id}
 * @param label its purpose, in the member's words
 * @param expires when it expires; {@link #NEVER} if it does not
 * @param made identifies the member's password at its creation, see {@link #mark}; "" if an older version created it
 */
public record ApiToken(String id, String staffName, String label, Instant created, Instant expires, String made) {

    public static final Instant NEVER = Instant.MAX;

    /** @throws IllegalArgumentException if it is empty or too long */
    public static String label(String typed) {
        var label = typed.strip();
        if (label.length() > 100 || label.codePoints().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("Please use at most 100 characters, on one line.");
        }
        return label;
    }

    /** Identifies the member's password, and reveals nothing else about it. */
    public static String mark(StaffMember member) {
        return Sha256.of(member.passwordHash());
    }

    /** Whether it represents the member as stored now: it ends with the member's password. */
    public boolean isOf(StaffMember member) {
        return member.name().equals(staffName) && (made.isEmpty() || made.equals(mark(member)));
    }

    public boolean isExpired(Instant now) {
        return !now.isBefore(expires);
    }

    /** Only the id, because the rest is personal. */
    @Override
    public String toString() {
        return "ApiToken[" + id + "]";
    }
}
