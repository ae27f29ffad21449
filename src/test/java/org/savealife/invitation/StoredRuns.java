package org.savealife.invitation;

import java.time.Clock;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.savealife.donation.CalendarRepository;
import org.savealife.donation.StoredDonations;
import org.savealife.donor.store.StoredDonors;
import org.savealife.invitation.full.FullRuns;
import org.savealife.platform.RetentionSettings;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.TestTables;
import org.savealife.visit.StoredVisits;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Runs, with the application's repositories, for tests outside the container. */
public final class StoredRuns {

    public final RunRepository runs;
    public final RunStatusRepository runStatus;
    public final OpenRunRepository openRuns;
    public final SegmentRepository segments;
    public final SegmentCountRepository segmentCounts;
    public final LedgerRepository ledger;
    public final DayCountRepository dayCounts;
    public final LateDonorRepository late;
    public final LateDonorPageRepository latePages;
    public final InvitedDonorRepository invited;
    public final CalendarRepository calendar;
    public final FullRuns fullRuns;

    private final RunTable table;

    /** In UTC, and kept for ever. */
    public StoredRuns(TestTables tables, Clock clock) {
        this(tables, tables.client(), clock);
    }

    /** @param client that sends the requests */
    public StoredRuns(TestTables tables, DynamoDbClient client, Clock clock) {
        this(tables, client, clock, ZoneOffset.UTC, 0);
    }

    StoredRuns(TestTables testTables, DynamoDbClient client, Clock clock, ZoneId zone, int keptDays) {
        var tables = testTables.tables();
        var transactions = testTables.transactions();
        var lateTable = new LateDonorTable(client, tables);
        table = new RunTable(client, tables, transactions, new RetentionSettings(keptDays, 0, 0, 0));
        dayCounts = new DayCountRepository(client, tables, table, clock, zone);
        ledger = new LedgerRepository(client, tables, table, lateTable, dayCounts);
        segments = new SegmentRepository(client, tables, transactions, table, ledger, dayCounts, clock);
        segmentCounts = new SegmentCountRepository(tables, transactions, table, segments, ledger, dayCounts, clock);
        runStatus = new RunStatusRepository(client, tables, transactions, table, segmentCounts, clock);
        openRuns = new OpenRunRepository(client, tables, table, clock);
        runs = new RunRepository(client, tables, transactions, table, dayCounts, clock);
        late = new LateDonorRepository(tables, transactions, table, ledger, lateTable, clock);
        calendar = StoredDonations.calendar(testTables, client, clock);
        invited = new InvitedDonorRepository(table, ledger, lateTable);
        fullRuns = new FullRuns(
                runStatus,
                openRuns,
                late,
                StoredDonations.repository(testTables, clock),
                StoredVisits.repository(testTables, clock),
                clock);
        latePages = new LateDonorPageRepository(
                client, tables, transactions, table, ledger, lateTable, StoredDonors.repository(testTables), clock);
    }

    /** Whether owners have not given back all segments of a cancelled run. */
    public boolean isLeft(String donationId) {
        return RunItem.isLeft(table.runAndSegments(donationId).get(0));
    }

    /** The run's own item, followed by those of its segments. */
    public List<Item> items(String donationId) {
        return table.runAndSegments(donationId);
    }

    /** Whether no segment of the run has an owner: nothing more can be sent. */
    public static boolean isLetGo(DynamoDbClient client, String table, String donationId) {
        return client
                .query(query -> query.tableName(table)
                        .keyConditionExpression("PK = :run AND begins_with(SK, :segment)")
                        .expressionAttributeValues(Map.of(
                                ":run", AttributeValue.fromS(RunItem.partitionKey(donationId)),
                                ":segment", AttributeValue.fromS(RunItem.SEGMENT_PREFIX)))
                        .consistentRead(true))
                .items()
                .stream()
                .map(Item::from)
                .noneMatch(segment -> segment.findText("owner").isPresent());
    }
}
