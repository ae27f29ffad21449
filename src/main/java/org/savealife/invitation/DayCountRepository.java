package org.savealife.invitation;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.savealife.platform.BatchGet;
import org.savealife.platform.Item;
import org.savealife.platform.Tables;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/**
 * What became of invitations, day by day, as {@link DayItem} keeps it. Every outcome that the counts of the runs show is
 * counted once, however often a process was killed, on the day on which its ledger page was followed by the next one: of
 * each segment at most the last page, 100 donors, comes late, as in the counts of the run. Two reads that are not one: a
 * segment that ends between them is missing this once.
 */
@ApplicationScoped
public class DayCountRepository {

    /** Open segments that are looked at. */
    private static final int MOST_SEGMENTS = 500;

    @Inject
    DynamoDbClient dynamoDb;

    @Inject
    Tables tables;

    @Inject
    RunRepository runs;

    @Inject
    Clock clock;

    @Inject
    ZoneId zone;

    /**
     * The last days, today among them, none left out and no number negative. Reads two queries, and a batch for each
     * hundred segments that are open now; never a ledger page.
     */
    SortedMap<LocalDate, DayCounts> last(int days) {
        var today = LocalDate.ofInstant(clock.instant(), zone);
        var first = today.minusDays(days - 1L);
        var counts = new TreeMap<LocalDate, DayCounts>();
        first.datesUntil(today.plusDays(1)).forEach(day -> counts.put(day, DayCounts.NONE));
        filed(first, today).forEach(item -> counts.merge(DayItem.day(item), DayItem.counts(item), DayCounts::plus));
        open().forEach(segment ->
                DayItem.byDay(segment).forEach((day, more) -> counts.merge(day, more, DayCounts::plus)));
        return DayCounts.settled(counts.subMap(first, today.plusDays(1)));
    }

    private Iterable<Item> filed(LocalDate first, LocalDate last) {
        var request = QueryRequest.builder()
                .tableName(tables.invitations())
                .keyConditionExpression("PK = :outcomes AND SK BETWEEN :first AND :last")
                .expressionAttributeValues(Map.of(
                        ":outcomes", AttributeValue.fromS(DayItem.OUTCOMES),
                        ":first", AttributeValue.fromS(first.toString()),
                        ":last", AttributeValue.fromS(last + "~")))
                .consistentRead(true)
                .build();
        return dynamoDb.queryPaginator(request).items().stream().map(Item::from).toList();
    }

    private Iterable<Item> open() {
        var keys = runs.findOpen(MOST_SEGMENTS).stream()
                .map(segment -> Item.of(RunItem.partitionKey(segment.donationId()), RunItem.segmentSortKey(segment)))
                .toList();
        return BatchGet.read(dynamoDb, tables.invitations(), keys);
    }
}
