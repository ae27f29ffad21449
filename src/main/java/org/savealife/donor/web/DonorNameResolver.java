package org.savealife.donor.web;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import org.savealife.donor.store.DonorRepository;
import org.savealife.platform.audit.AuditLog;
import org.savealife.platform.audit.AuditNameResolver;

/** Shows donors in the audit by first name and city, as long as they exist. */
@ApplicationScoped
public class DonorNameResolver implements AuditNameResolver {

    private final DonorRepository donors;

    @Inject
    public DonorNameResolver(DonorRepository donors) {
        this.donors = donors;
    }

    @Override
    public Optional<Name> find(AuditLog.Entry entry) {
        return Optional.of(entry)
                .filter(of -> of.action().startsWith("donor.") && !of.subject().isEmpty())
                .flatMap(of -> donors.find(of.subject()))
                .map(donor -> new Name(
                        donor.firstName().value() + ", " + donor.city().name(), "donor.xhtml?id=" + donor.id()));
    }
}
