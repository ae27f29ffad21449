package org.savealife.staff.admin;

import jakarta.annotation.PostConstruct;
import jakarta.faces.application.FacesMessage;
import jakarta.faces.context.FacesContext;
import jakarta.faces.view.ViewScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.savealife.platform.audit.AuditLog;
import org.savealife.platform.error.ConflictException;
import org.savealife.platform.error.NotFoundException;
import org.savealife.platform.i18n.MessageBundle;
import org.savealife.platform.security.CurrentUser;
import org.savealife.platform.security.OnlyFor;
import org.savealife.platform.security.Roles;
import org.savealife.staff.Passwords;
import org.savealife.staff.Role;
import org.savealife.staff.StaffMember;
import org.savealife.staff.StaffRepository;

/**
 * Staff members and their roles, for admins. A new member, or one who forgot the password, gets a random password that
 * is shown once, so an admin never chooses a password for others.
 */
@Named
@ViewScoped
@OnlyFor(Roles.ADMIN)
public class MembersPage implements Serializable {

    private static final long serialVersionUID = 1L;

    @Inject
    transient StaffRepository staff;

    @Inject
    transient Passwords passwords;

    @Inject
    transient CurrentUser caller;

    @Inject
    transient AuditLog audit;

    @Inject
    transient MessageBundle texts;

    /** One line of the list, as it was when it was shown: a click refers to the member that the user saw. */
    public static final class Line implements Serializable {

        private static final long serialVersionUID = 1L;

        private final String name;
        private Role role;

        private Line(StaffMember member) {
            name = member.name();
            role = member.role();
        }

        public String getName() {
            return name;
        }

        public Role getRole() {
            return role;
        }

        public void setRole(Role role) {
            this.role = role;
        }
    }

    private final List<Line> lines = new ArrayList<>();
    private String name = "";
    private Role role = Role.VIEWER;
    private String owner = "";
    private String password = "";

    @PostConstruct
    void load() {
        lines.clear();
        staff.list().stream().map(Line::new).forEach(lines::add);
    }

    public void add() {
        password = "";
        try {
            var fresh = Passwords.random();
            var member = new StaffMember(name, passwords.hash(fresh), role);
            audit.recording("staff.add", member.name(), () -> staff.add(member));
            show(member.name(), fresh);
            name = "";
            role = Role.VIEWER;
        } catch (IllegalArgumentException unfit) {
            refuse(texts.get("members.unfit"));
        } catch (ConflictException taken) {
            refuse(texts.get("members.taken"));
        }
        load();
    }

    public void changeRole(Line line) {
        password = "";
        try {
            audit.recording(
                    "staff.role." + line.getRole().code(),
                    line.getName(),
                    () -> staff.changeRole(line.getName(), line.getRole()));
            tell(texts.get(
                    "members.changed",
                    line.getName(),
                    texts.get("role." + line.getRole().code())));
        } catch (ConflictException onlyAdmin) {
            refuse(texts.get("members.only-admin"));
        } catch (NotFoundException gone) {
            refuse(texts.get("members.gone"));
        }
        load();
    }

    public void renewPassword(Line line) {
        try {
            var fresh = Passwords.random();
            var hash = passwords.hash(fresh);
            audit.recording("staff.password", line.getName(), () -> staff.changePassword(line.getName(), hash));
            show(line.getName(), fresh);
        } catch (NotFoundException gone) {
            refuse(texts.get("members.gone"));
        }
        load();
    }

    public void remove(Line line) {
        password = "";
        try {
            audit.recording("staff.remove", line.getName(), () -> staff.remove(line.getName()));
            tell(texts.get("members.removed", line.getName()));
        } catch (ConflictException onlyAdmin) {
            refuse(texts.get("members.only-admin"));
        } catch (NotFoundException gone) {
            refuse(texts.get("members.gone"));
        }
        load();
    }

    public boolean isMe(Line line) {
        return line.getName().equals(caller.getName());
    }

    private void show(String member, String fresh) {
        owner = member;
        password = fresh;
    }

    private static void tell(String message) {
        FacesContext.getCurrentInstance().addMessage(null, new FacesMessage(FacesMessage.SEVERITY_INFO, message, ""));
    }

    private static void refuse(String message) {
        FacesContext.getCurrentInstance().addMessage(null, new FacesMessage(FacesMessage.SEVERITY_ERROR, message, ""));
    }

    public List<Line> getLines() {
        return lines;
    }

    public Role[] getRoles() {
        return Role.values();
    }

    public String getName() {
        return name;
    }

    public void setName(String name) {
        this.name = name;
    }

    public Role getRole() {
        return role;
    }

    public void setRole(Role role) {
        this.role = role;
    }

    /** The member whose password {@link #getPassword} is. */
    public String getOwner() {
        return owner;
    }

    /** The new password, or "". */
    public String getPassword() {
        return password;
    }
}
