package org.savealife.staff;

import java.util.Locale;
import java.util.Set;
import org.savealife.platform.security.Roles;

/** What a staff member may do. Each role includes the ones below it. */
public enum Role {
    ADMIN,
    STAFF,
    VIEWER;

    /** This role and the ones below it, by their names in the container. */
    public Set<String> groups() {
        return switch (this) {
            case ADMIN -> Set.of(Roles.ADMIN, Roles.STAFF, Roles.VIEWER);
            case STAFF -> Set.of(Roles.STAFF, Roles.VIEWER);
            case VIEWER -> Set.of(Roles.VIEWER);
        };
    }

    /** @throws IllegalArgumentException if there is no role of that {@link #code} */
    public static Role of(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }

    /** Its name in the table and on pages: {@code admin}, {@code staff} or {@code viewer}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
