package org.savealife.invitation.web;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import org.savealife.donation.DonationRepository;
import org.savealife.platform.audit.AuditLog;
import org.savealife.platform.audit.AuditNameResolver;
import org.savealife.platform.i18n.DateTimeTexts;

/** Names donations and their runs in the audit by city and day. */
@ApplicationScoped
public class DonationNameResolver implements AuditNameResolver {

    private final DonationRepository donations;
    private final DateTimeTexts times;

    @Inject
    public DonationNameResolver(DonationRepository donations, DateTimeTexts times) {
        this.donations = donations;
        this.times = times;
    }

    @Override
    public Optional<Name> find(AuditLog.Entry entry) {
        return Optional.of(entry)
                .filter(of -> of.action().startsWith("donation.") || of.action().startsWith("run."))
                .flatMap(of -> RunParameter.find(of.subject()))
                .flatMap(run -> donations
                        .find(run.donationId())
                        .map(donation -> new Name(
                                donation.city().name() + ", " + times.day(donation.startsAt()),
                                RunParameter.address(run))));
    }
}
