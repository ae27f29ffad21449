package org.savealife.platform.audit;

import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;
import org.savealife.platform.RandomId;
import org.savealife.platform.dynamodb.TestTables;
import org.savealife.platform.paging.Cursor;
import org.savealife.platform.paging.ListingQuery;

/** The audit of the application, outside the container. */
public final class TestAudit {

    private TestAudit() {}

    /** The audit log without a signed-in user: entries have a caller only if the test names one. */
    public static AuditLog audit(TestTables tables) {
        return StoredAudit.audit(tables, Clock.systemUTC());
    }

    /** The actions on that subject in the audit log. */
    public static List<String> actions(TestTables tables, String subject) {
        return audit(tables).list(new ListingQuery(100, Cursor.NONE)).entries().stream()
                .filter(entry -> entry.subject().equals(subject))
                .map(AuditLog.Entry::action)
                .toList();
    }

    /** Whether the act is recorded: it is if it changes something in a transaction. */
    public static boolean records(TestTables tables, Supplier<?> act) {
        var subject = RandomId.next();
        audit(tables).recording("noor", "thing.do", subject, act);
        return actions(tables, subject).equals(List.of("thing.do"));
    }

    /** As above, for an act without a result. */
    public static boolean records(TestTables tables, Runnable act) {
        return records(tables, () -> {
            act.run();
            return true;
        });
    }
}
