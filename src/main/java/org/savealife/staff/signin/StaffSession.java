package org.savealife.staff.signin;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.io.Serializable;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.savealife.staff.StaffMember;
import org.savealife.staff.StaffRepository;

/**
 * The member who is signed in with a browser, in the HTTP session: from the login page until signing out, until the
 * session ends, or until the member is deleted, gets another password, or the cookie appears in another browser,
 * whichever comes first. The member is read at each request, so a new role counts with the next click.
 */
@ApplicationScoped
public class StaffSession {

    private static final String ATTRIBUTE = StaffSession.class.getName();

    private final StaffRepository staff;

    @Inject
    public StaffSession(StaffRepository staff) {
        this.staff = staff;
    }

    /** {@code userAgent} is the browser's name for itself; somebody who copied a cookie usually does not copy it. */
    private record SignedIn(String name, String passwordHash, String userAgent) implements Serializable {

        private static SignedIn of(StaffMember member, HttpServletRequest request) {
            return new SignedIn(member.name(), member.passwordHash(), StaffSession.userAgent(request));
        }
    }

    /**
     * Begins a session of that member. The previous session is discarded with its id, so nobody can have planted it.
     */
    void begin(HttpServletRequest request, StaffMember member) {
        end(request);
        request.getSession(true).setAttribute(ATTRIBUTE, SignedIn.of(member, request));
    }

    /** Continues the session of a member who has just changed the password; the member's other sessions end. */
    public void renew(HttpServletRequest request, StaffMember member) {
        request.getSession(true).setAttribute(ATTRIBUTE, SignedIn.of(member, request));
        request.changeSessionId();
    }

    /** The member, as stored now; empty if nobody is signed in, or the session is over. */
    Optional<StaffMember> find(HttpServletRequest request) {
        var session = request.getSession(false);
        if (session == null || !(session.getAttribute(ATTRIBUTE) instanceof SignedIn signedIn)) {
            return Optional.empty();
        }
        var member = staff.find(signedIn.name())
                .filter(known -> signedIn.userAgent().equals(userAgent(request)))
                .filter(known -> known.passwordHash().equals(signedIn.passwordHash()));
        if (member.isEmpty()) {
            session.removeAttribute(ATTRIBUTE);
            // Not while a body is still to come: when a session ends, Weld asks for a parameter, and the container
            // stores the whole body
            if (Set.of("GET", "HEAD").contains(request.getMethod())) {
                session.invalidate();
            }
        }
        return member;
    }

    /**
     * Whether the session of that member is still valid, which can be asked after the request. Asking does not prolong
     * it.
     */
    BooleanSupplier standing(HttpServletRequest request, StaffMember member) {
        var session = request.getSession(false);
        return () -> session != null
                && isOpen(session)
                && staff.find(member.name()).filter(member::equals).isPresent();
    }

    private static boolean isOpen(HttpSession session) {
        try {
            return session.getAttribute(ATTRIBUTE) instanceof SignedIn;
        } catch (IllegalStateException ended) {
            return false;
        }
    }

    void end(HttpServletRequest request) {
        var session = request.getSession(false);
        if (session != null) {
            session.invalidate();
        }
    }

    private static String userAgent(HttpServletRequest request) {
        return Optional.ofNullable(request.getHeader("User-Agent")).orElse("");
    }
}
