package org.savealife.platform.audit;

import java.time.Clock;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.TestTables;

/** The audit outside the container. */
public final class StoredAudit {

    private StoredAudit() {}

    public static AuditLog audit(TestTables tables, Clock clock) {
        var audit = new AuditLog();
        audit.dynamoDb = tables.client();
        audit.tables = tables.tables();
        audit.clock = clock;
        return audit;
    }

    /** The migration of the application. */
    public static AuditMigration migration(TestTables tables, Clock clock) {
        var migration = new AuditMigration();
        migration.audit = audit(tables, clock);
        migration.clock = clock;
        return migration;
    }

    /** Records as a release did that knew of no copies by person and thing. */
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
