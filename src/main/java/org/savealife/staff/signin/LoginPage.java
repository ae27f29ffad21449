package org.savealife.staff.signin;

import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.security.enterprise.identitystore.CredentialValidationResult.Status;
import jakarta.security.enterprise.identitystore.IdentityStoreHandler;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.savealife.platform.audit.AuditLog;
import org.savealife.platform.error.TooManyRequestsException;
import org.savealife.platform.faces.ViewParameters;
import org.savealife.platform.http.ClientAddress;
import org.savealife.platform.i18n.MessageBundle;
import org.savealife.platform.security.CurrentUser;
import org.savealife.staff.StaffRepository;

/** Signing in and out. */
@Named
@RequestScoped
public class LoginPage {

    private static final String FIRST_PAGE = "/staff/index.xhtml";

    /** A page for staff, with or without parameters. Other targets, for example on another site, are ignored. */
    private static final Pattern NEXT = Pattern.compile("/staff/[\\w-]++(/[\\w-]++)*+\\.xhtml(\\?[\\w.=&%+~@-]*+)?");

    @Inject
    IdentityStoreHandler stores;

    @Inject
    StaffRepository staff;

    @Inject
    StaffSession session;

    @Inject
    ClientAddress clientAddress;

    @Inject
    CurrentUser caller;

    @Inject
    AuditLog audit;

    @Inject
    HttpServletRequest request;

    @Inject
    MessageBundle texts;

    private String refusal = "";

    /** Handles the form if it was sent: goes to the requested page, or shows what is wrong. */
    public void answer() throws IOException {
        if (request.getMethod().equals("POST")) {
            signIn();
        }
    }

    private void signIn() throws IOException {
        try {
            var result = stores.validate(
                    new SignInCredential(parameter("name"), parameter("password"), clientAddress.of(request)));
            var member = Optional.of(result)
                    .filter(valid -> valid.getStatus() == Status.VALID)
                    .flatMap(valid -> staff.find(valid.getCallerPrincipal().getName()));
            if (member.isEmpty()) {
                refusal = texts.get("login.wrong");
                return;
            }
            audit.record(member.get().name(), "session.begin", clientAddress.of(request));
            session.begin(request, member.get());
            goTo(destination(parameter("next")));
        } catch (TooManyRequestsException often) {
            FacesContext.getCurrentInstance().getExternalContext().setResponseStatus(429);
            refusal = texts.get("login.throttled", often.retryAfter().toSeconds() + 1);
        }
    }

    public void signOut() throws IOException {
        var name = caller.getName();
        session.end(request);
        if (!name.isEmpty()) {
            audit.record(name, "session.end", clientAddress.of(request));
        }
        goTo("/login.xhtml?out=true");
    }

    /** The page to go to after signing in. */
    static String destination(String next) {
        return NEXT.matcher(next).matches() ? next : FIRST_PAGE;
    }

    private String parameter(String name) {
        return ViewParameters.find(name).orElse("");
    }

    private void goTo(String path) throws IOException {
        FacesContext.getCurrentInstance().getExternalContext().redirect(request.getContextPath() + path);
    }

    /** Why signing in failed, or "". */
    public String getRefusal() {
        return refusal;
    }
}
