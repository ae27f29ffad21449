package org.savealife.platform.audit;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.savealife.platform.migration.Migration;
import org.savealife.platform.migration.Schema;

/**
 * Makes entries of an earlier release, which it stored by day only, found by person and by subject ({@link AuditLog}).
 */
@ApplicationScoped
public class AuditMigration implements Migration {

    private static final int PAGE = 50;

    /** The clocks of processes differ slightly. */
    private static final Duration OVERLAP = Duration.ofMinutes(1);

    /** How far back a process looks that has just started. */
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

    /** A web process of an earlier release may still write entries; nothing waits for web processes to end. */
    @Override
    public synchronized boolean isDueAgain() {
        var now = clock.instant();
        var from = looked.map(before -> before.minus(OVERLAP)).orElse(now.minus(FIRST_LOOK));
        looked = Optional.of(now);
        return audit.isAnyUnfiledSince(from);
    }
}
