package org.savealife.staff.account;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import org.savealife.platform.audit.AuditLog;
import org.savealife.platform.audit.AuditNameResolver;
import org.savealife.staff.StaffRepository;

/** Names of API tokens in the audit log: their purpose, until they are revoked. */
@ApplicationScoped
public class TokenNameResolver implements AuditNameResolver {

    private final StaffRepository staff;

    @Inject
    public TokenNameResolver(StaffRepository staff) {
        this.staff = staff;
    }

    @Override
    public Optional<Name> find(AuditLog.Entry entry) {
        return Optional.of(entry)
                .filter(of -> of.action().startsWith("token."))
                .flatMap(of -> staff.findToken(of.subject()))
                .map(token -> new Name(token.label(), "tokens.xhtml"));
    }
}
