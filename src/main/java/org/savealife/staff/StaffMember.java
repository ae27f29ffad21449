package org.savealife.staff;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A person who may sign in, by a name that does not mind upper and lower case. The password is known by its hash only,
 * see {@link Passwords}.
 */
public record StaffMember(String name, String passwordHash, Role role) {

    /** No colon, which ends the name in HTTP Basic (RFC 7617 section 2). */
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{M}\\p{N}._@+-]{1,100}");

    public StaffMember {
        name = name(name);
    }

    /**
     * The name as it is kept.
     *
     * @throws IllegalArgumentException if nobody can have that name
     */
    public static String name(String typed) {
        var name = Normalizer.normalize(typed.strip(), Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "A name has 1 to 100 letters, digits and . _ @ + - and nothing else. Please choose another.");
        }
        return name;
    }

    /** The role only: the name is personal, the hash a secret. */
    @Override
    public String toString() {
        return "StaffMember[" + role + "]";
    }
}
