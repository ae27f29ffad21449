package org.savealife.staff.signin;

import static java.util.stream.Collectors.toUnmodifiableSet;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.security.enterprise.credential.Credential;
import jakarta.security.enterprise.identitystore.CredentialValidationResult;
import jakarta.security.enterprise.identitystore.IdentityStore;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.savealife.platform.audit.AuditLog;
import org.savealife.platform.error.TooManyRequestsException;
import org.savealife.platform.security.Roles;
import org.savealife.staff.Passwords;
import org.savealife.staff.StaffMember;
import org.savealife.staff.StaffRepository;
import org.savealife.staff.TokenSecret;

/**
 * Identifies staff members by their password or an API token, and tells the container their roles. If the database is
 * unavailable, its exception is thrown, because the credentials may be right.
 */
@ApplicationScoped
public class StaffIdentityStore implements IdentityStore {

    /** Name in the audit log for a name that nobody has, because the text typed there may be a password. */
    private static final String NOBODY = "?";

    private final StaffRepository staff;
    private final Passwords passwords;
    private final AuditLog audit;
    private final Clock clock;
    private final SignInThrottle throttle;

    @Inject
    public StaffIdentityStore(StaffRepository staff, Passwords passwords, AuditLog audit, Clock clock) {
        this.staff = staff;
        this.passwords = passwords;
        this.audit = audit;
        this.clock = clock;
        this.throttle = new SignInThrottle(clock);
    }

    /** @throws TooManyRequestsException if that name must wait */
    @Override
    public CredentialValidationResult validate(Credential credential) {
        if (credential instanceof SignInCredential signIn) {
            return result(find(signIn), Set.of(Roles.PASSWORD));
        }
        if (credential instanceof BearerToken bearer) {
            return result(find(bearer), Set.of());
        }
        return CredentialValidationResult.NOT_VALIDATED_RESULT;
    }

    private Optional<StaffMember> find(SignInCredential signIn) {
        var name = possibleName(signIn.name());
        throttle.check(name, signIn.address());
        var member = staff.find(name);
        if (member.filter(known -> passwords.isVerified(known, signIn.password()))
                .isPresent()) {
            return member;
        }
        synchronized (throttle.lock(name, signIn.address())) {
            throttle.check(name, signIn.address());
            if (member.map(known -> isRight(known, signIn.password()))
                    .orElseGet(() -> passwords.verifyNobody(signIn.password()))) {
                return member;
            }
            throttle.failed(name, signIn.address());
            audit.record(member.map(StaffMember::name).orElse(NOBODY), "session.refuse", signIn.address());
            return Optional.empty();
        }
    }

    /** After waiting for the lock, the password may already be verified. */
    private boolean isRight(StaffMember member, String password) {
        return passwords.isVerified(member, password) || passwords.verify(member, password);
    }

    private Optional<StaffMember> find(BearerToken bearer) {
        return TokenSecret.find(bearer.text())
                .flatMap(secret -> staff.findToken(secret.id()))
                .filter(token -> !token.isExpired(clock.instant()))
                .flatMap(token -> staff.find(token.staffName()).filter(token::isOf));
    }

    /**
     * Whether the credential of a request is still valid, which can be asked at any time later, without the password:
     * the member still exists with the same password and role, and so does the token.
     */
    BooleanSupplier standing(Credential credential, String name) {
        var now = staff.find(name);
        return () -> now.isPresent()
                && now.equals(credential instanceof BearerToken bearer ? find(bearer) : staff.find(name));
    }

    /** The name in its stored form. An impossible one is tried, and throttled, as "". */
    private static String possibleName(String typed) {
        try {
            return StaffMember.name(typed);
        } catch (IllegalArgumentException impossible) {
            return "";
        }
    }

    /** The result for a member who has signed in with a password. */
    static CredentialValidationResult signedIn(StaffMember member) {
        return result(Optional.of(member), Set.of(Roles.PASSWORD));
    }

    private static CredentialValidationResult result(Optional<StaffMember> found, Set<String> more) {
        return found.map(member -> new CredentialValidationResult(member.name(), groups(member, more)))
                .orElse(CredentialValidationResult.INVALID_RESULT);
    }

    private static Set<String> groups(StaffMember member, Set<String> more) {
        return Stream.concat(member.role().groups().stream(), more.stream()).collect(toUnmodifiableSet());
    }
}
