package org.savealife.platform.audit;

import java.time.Clock;
import org.savealife.platform.RetentionSettings;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.TestTables;
import org.savealife.platform.security.CurrentUser;

/** The audit log outside the container. */
public final class StoredAudit {

    static final CurrentUser NOBODY = new CurrentUser(new NoCaller());

    private StoredAudit() {}

    /** The audit log without a signed-in user: entries have a caller only if the test names one. */
    public static AuditLog audit(TestTables tables, Clock clock) {
        return audit(tables, clock, 0);
    }

    /** @param keptDays {@code savealife.retention.audit} */
    static AuditLog audit(TestTables tables, Clock clock, int keptDays) {
        return new AuditLog(tables.client(), tables.tables(), NOBODY, clock, new RetentionSettings(0, keptDays, 0, 0));
    }

    /** The migration of the application. */
    public static AuditMigration migration(TestTables tables, Clock clock) {
        return new AuditMigration(audit(tables, clock), clock);
    }

    /** Records like an earlier release, without copies by person and subject. */
    public static void recordAsBefore(TestTables tables, Clock clock, String who, String action, String subject) {
        audit(tables, clock).record(who, action, subject);
        Item.listOf(tables.client()
                        .scan(scan -> scan.tableName(tables.tables().invitations()))
                        .items())
                .stream()
                .filter(item -> item.partitionKey().startsWith("AUDIT-"))
                .filter(copy -> copy.text("action").equals(action))
                .forEach(copy -> tables.client()
                        .deleteItem(delete ->
                                delete.tableName(tables.tables().invitations()).key(copy.key())));
    }
}
