package org.savealife.platform;

import java.time.Clock;
import java.util.function.Supplier;

/** The audit of the application, outside the container. */
public final class TestAudit {

    private TestAudit() {}

    /** Whether the act is in the audit once it has been recorded: it is where what it changes it changes by a transaction. */
    public static boolean records(TestTables tables, Supplier<?> act) {
        var audit = new Audit();
        audit.dynamoDb = tables.client();
        audit.tables = tables.tables();
        audit.clock = Clock.systemUTC();
        var subject = RandomId.next();
        audit.recording("noor", "thing.do", subject, act);
        return audit.list(new ListingQuery(100, Cursor.NONE)).entries().stream()
                        .filter(entry -> entry.subject().equals(subject))
                        .count()
                == 1;
    }

    /** The same of an act that answers nothing. */
    public static boolean records(TestTables tables, Runnable act) {
        return records(tables, () -> {
            act.run();
            return true;
        });
    }
}
