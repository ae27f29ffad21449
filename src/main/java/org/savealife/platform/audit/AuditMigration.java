package org.savealife.platform.audit;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.savealife.platform.migration.Migration;
import org.savealife.platform.migration.Schema;

/** Has entries of the {@link AuditLog} found by person and thing that an earlier release wrote, which filed them by day only. */
@ApplicationScoped
public class AuditMigration implements Migration {

    private static final int PAGE = 50;

    /** Clocks of processes differ a little. */
    private static final Duration OVERLAP = Duration.ofMinutes(1);

    /** What a process that has just started looks through. */
    private static final Duration FIRST_LOOK = Duration.ofDays(1);

    private final AuditLog audit;
    private final Clock clock;

    private Optional<Instant> looked = Optional.empty();

    @Inject
    public AuditMigration(AuditLog audit, Clock clock) {
        this.audit = audit;
        this.clock = clock;
    }

    @Override
    public int number() {
        return Schema.AUDIT_ENTRIES;
    }

    @Override
    public String name() {
        return "audit-entries";
    }

    @Override
    public Page next(String after) {
        return audit.fileOlder(after, PAGE);
    }

    /** A web process of an earlier release may be at work, for which nothing waits. */
    @Override
    public synchronized boolean isDueAgain() {
        var now = clock.instant();
        var from = looked.map(before -> before.minus(OVERLAP)).orElse(now.minus(FIRST_LOOK));
        looked = Optional.of(now);
        return audit.isAnyUnfiledSince(from);
    }
}
