package org.savealife.platform.security;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.security.enterprise.SecurityContext;
import jakarta.ws.rs.ForbiddenException;
import java.security.Principal;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The user of the current request, by page or by API; in Facelets {@code #{caller}}. Without a signed-in user, the name
 * is "" and there is no role.
 */
@Named("caller")
@ApplicationScoped
public class CurrentUser {

    private final SecurityContext context;

    @Inject
    public CurrentUser(SecurityContext context) {
        this.context = context;
    }

    public String getName() {
        return Optional.ofNullable(context.getCallerPrincipal())
                .map(Principal::getName)
                .orElse("");
    }

    public boolean isSignedIn() {
        return !getName().isEmpty();
    }

    public boolean isAdmin() {
        return has(Roles.ADMIN);
    }

    /** Whether the user may enter donors and donations: staff and admins. */
    public boolean isStaff() {
        return has(Roles.STAFF);
    }

    /** The highest of the user's roles, or "". */
    public String getRole() {
        return Stream.of(Roles.ADMIN, Roles.STAFF, Roles.VIEWER)
                .filter(this::has)
                .findFirst()
                .orElse("");
    }

    /** @throws ForbiddenException (403) if the user does not have the role; see {@link Roles} */
    public void check(String role) {
        if (!has(role)) {
            throw new ForbiddenException();
        }
    }

    private boolean has(String role) {
        return context.isCallerInRole(role);
    }
}
