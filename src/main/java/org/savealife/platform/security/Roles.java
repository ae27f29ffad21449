package org.savealife.platform.security;

/**
 * The roles that {@code @RolesAllowed} and {@code isUserInRole} take. Each holds the ones below it: an admin is also
 * staff and a viewer, so name the lowest role that may do it. They are declared in {@code web.xml}.
 */
public final class Roles {

    /** Looks after staff members and settings. */
    public static final String ADMIN = "admin";

    /** Enters donors and donations. */
    public static final String STAFF = "staff";

    /** Sees everything, changes nothing. */
    public static final String VIEWER = "viewer";

    /** Signed in by password, whatever the role above: what an API token may not do asks for it. */
    public static final String PASSWORD = "password";

    private Roles() {}
}
