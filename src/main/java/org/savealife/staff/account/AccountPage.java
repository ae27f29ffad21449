package org.savealife.staff.account;

import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.application.FacesMessage;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.security.enterprise.identitystore.CredentialValidationResult.Status;
import jakarta.security.enterprise.identitystore.IdentityStoreHandler;
import jakarta.servlet.http.HttpServletRequest;
import org.savealife.platform.audit.AuditLog;
import org.savealife.platform.error.TooManyRequestsException;
import org.savealife.platform.http.ClientAddress;
import org.savealife.platform.i18n.MessageBundle;
import org.savealife.platform.security.CurrentUser;
import org.savealife.staff.Passwords;
import org.savealife.staff.StaffRepository;
import org.savealife.staff.signin.SignInCredential;
import org.savealife.staff.signin.StaffSession;

/** A staff member's own account: changing the password. */
@Named
@RequestScoped
public class AccountPage {

    @Inject
    CurrentUser caller;

    @Inject
    IdentityStoreHandler stores;

    @Inject
    StaffRepository staff;

    @Inject
    Passwords passwords;

    @Inject
    StaffSession session;

    @Inject
    ClientAddress clientAddress;

    @Inject
    HttpServletRequest request;

    @Inject
    AuditLog audit;

    @Inject
    MessageBundle texts;

    private String current = "";
    private String fresh = "";

    /** Changes the password, if the current one is right; the member's other browsers are signed out. */
    public void changePassword() {
        try {
            if (!isRight(current)) {
                tell(FacesMessage.SEVERITY_ERROR, "account.password.wrong");
                return;
            }
            var hash = passwords.hash(Passwords.chosen(fresh));
            var name = caller.getName();
            audit.recording("password.change", name, () -> staff.changePassword(name, hash));
            session.renew(request, staff.find(name).orElseThrow());
            tell(FacesMessage.SEVERITY_INFO, "account.password.changed");
        } catch (IllegalArgumentException unfit) {
            tell(FacesMessage.SEVERITY_ERROR, "account.password.unfit");
        } catch (TooManyRequestsException often) {
            tell(
                    FacesMessage.SEVERITY_ERROR,
                    "login.throttled",
                    often.retryAfter().toSeconds() + 1);
        }
    }

    /** Counts failures like those of sign-ins, because somebody at an unattended browser must not guess either. */
    private boolean isRight(String password) {
        return stores.validate(new SignInCredential(caller.getName(), password, clientAddress.of(request)))
                        .getStatus()
                == Status.VALID;
    }

    private void tell(FacesMessage.Severity severity, String key, Object... arguments) {
        FacesContext.getCurrentInstance().addMessage(null, new FacesMessage(severity, texts.get(key, arguments), ""));
    }

    public String getCurrent() {
        return current;
    }

    public void setCurrent(String current) {
        this.current = current;
    }

    public String getFresh() {
        return fresh;
    }

    public void setFresh(String fresh) {
        this.fresh = fresh;
    }
}
