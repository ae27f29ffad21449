package org.savealife.staff.account;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import org.savealife.platform.audit.Audit;
import org.savealife.platform.audit.AuditNames;
import org.savealife.staff.StaffRepository;

/** API tokens in the audit, by what they are for, until they are revoked. */
@ApplicationScoped
public class TokenNames implements AuditNames {

    @Inject
    StaffRepository staff;

    @Override
    public Optional<Name> find(Audit.Entry entry) {
        return Optional.of(entry)
                .filter(of -> of.action().startsWith("token."))
                .flatMap(of -> staff.findToken(of.subject()))
                .map(token -> new Name(token.label(), "tokens.xhtml"));
    }
}
