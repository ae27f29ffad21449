package org.savealife.platform.security;

/**
 * The roles, for {@code @RolesAllowed} and {@code isUserInRole}. Each includes the ones below it: an admin is also
 * staff and a viewer. So name the lowest role that suffices. They are declared in {@code web.xml}.
 */
public final class Roles {

    /** Manages staff members and settings. */
    public static final String ADMIN = "admin";

    /** Enters donors and donations. */
    public static final String STAFF = "staff";

    /** Sees everything, changes nothing. */
    public static final String VIEWER = "viewer";

    /** Signed in with a password, with any of the roles above. Required for what an API token may not do. */
    public static final String PASSWORD = "password";

    private Roles() {}
}
