package org.savealife.staff;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A person who may sign in. Names are case-insensitive. Only the hash of the password is known, see {@link Passwords}.
 */
public record StaffMember(String name, String passwordHash, Role role) {

    /** No colon, because it ends the name in HTTP Basic (RFC 7617 section 2). */
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{M}\\p{N}._@+-]{1,100}");

    public StaffMember {
        name = name(name);
    }

    /**
     * The name in its stored form.
     *
     * @throws IllegalArgumentException if it is not a possible name
     */
    public static String name(String typed) {
        var name = Normalizer.normalize(typed.strip(), Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "A name has 1 to 100 letters, digits and . _ @ + - and nothing else. Please choose another.");
        }
        return name;
    }

    /** Only the role, because the name is personal and the hash secret. */
    @Override
    public String toString() {
        return "StaffMember[" + role + "]";
    }
}
