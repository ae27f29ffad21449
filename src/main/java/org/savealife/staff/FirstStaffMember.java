package org.savealife.staff;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.Optional;
import org.savealife.platform.ProcessRole;
import org.savealife.platform.dynamodb.Tables;
import org.savealife.platform.error.ConflictException;

/**
 * Adds the first staff member: if there are none, an admin with {@code savealife.admin.username} and
 * {@code savealife.admin.password}. If there is one, or no password is set, it does nothing, so a changed setting never
 * changes who may sign in. A worker, on which nobody signs in, leaves it to the other processes.
 */
@ApplicationScoped
public class FirstStaffMember {

    private static final System.Logger LOG = System.getLogger(FirstStaffMember.class.getName());

    private final StaffRepository staff;
    private final Passwords passwords;
    private final Tables tables;
    private final ProcessRole role;
    private final String username;
    private final Optional<String> password;

    @Inject
    public FirstStaffMember(
            StaffRepository staff, Passwords passwords, Tables tables, ProcessRole role, StaffSettings settings) {
        this.staff = staff;
        this.passwords = passwords;
        this.tables = tables;
        this.role = role;
        this.username = settings.username();
        this.password = settings.password();
    }

    void onStart(@Observes @Initialized(ApplicationScoped.class) Object application) {
        if (role.isWeb()) {
            tables.whenReady("the first staff member", this::add);
        }
    }

    void add() {
        if (!staff.isEmpty()) {
            return;
        }
        if (password.isEmpty()) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Nobody can sign in yet. Set savealife.admin.password and restart to add the first admin.");
            return;
        }
        try {
            staff.add(new StaffMember(username, passwords.hash(password.get()), Role.ADMIN));
            LOG.log(System.Logger.Level.INFO, "Added the first staff member, an admin.");
        } catch (ConflictException anotherNodeDid) {
            LOG.log(System.Logger.Level.INFO, "Another node added the first staff member.");
        }
    }
}
