package org.savealife.invitation;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.Tables;
import org.savealife.platform.dynamodb.Transactions;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * Outcomes of invitations by day, as stored in {@link DayCountItem}. Every outcome in the counts of the runs is
 * counted exactly once here, however often a process was killed. It counts on the day on which the page after its
 * own was claimed. Outcomes of a segment that is being worked appear with a delay, see {@link
 * SegmentCountRepository#settle}.
 */
@ApplicationScoped
public class DayCountRepository {

    private final DynamoDbClient dynamoDb;
    private final Tables tables;
    private final RunTable table;
    private final Clock clock;
    private final ZoneId zone;

    @Inject
    public DayCountRepository(DynamoDbClient dynamoDb, Tables tables, RunTable table, Clock clock, ZoneId zone) {
        this.dynamoDb = dynamoDb;
        this.tables = tables;
        this.table = table;
        this.clock = clock;
        this.zone = zone;
    }

    /**
     * The counts of the last days, including today and days without invitations. No number is negative. One query,
     * which reads a few items for each day.
     */
    public SortedMap<LocalDate, DayCounts> last(int days) {
        var today = LocalDate.ofInstant(clock.instant(), zone);
        var first = today.minusDays(days - 1L);
        var counts = new TreeMap<LocalDate, DayCounts>();
        first.datesUntil(today.plusDays(1)).forEach(day -> counts.put(day, DayCounts.NONE));
        filed(first, today)
                .forEach(item -> counts.merge(DayCountItem.day(item), DayCountItem.counts(item), DayCounts::plus));
        return DayCounts.settled(counts.subMap(first, today.plusDays(1)));
    }

    private Iterable<Item> filed(LocalDate first, LocalDate last) {
        var request = QueryRequest.builder()
                .tableName(tables.invitations())
                .keyConditionExpression("PK = :outcomes AND SK BETWEEN :first AND :last")
                .expressionAttributeValues(Map.of(
                        ":outcomes", AttributeValue.fromS(DayCountItem.OUTCOMES),
                        ":first", AttributeValue.fromS(first.toString()),
                        ":last", AttributeValue.fromS(last + "~")))
                .consistentRead(true)
                .build();
        return dynamoDb.queryPaginator(request).items().stream().map(Item::from).toList();
    }

    LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), zone);
    }

    /** The numbers to add to a segment's item: the counts in total, and the same as counts of today. */
    Map<String, Long> inSegment(Counts counts) {
        var numbers = new TreeMap<>(RunItem.attributes(counts));
        numbers.putAll(DayCountItem.named(today(), DayCounts.of(counts)));
        return numbers;
    }

    /** Writes that add the counts to the items of their days. */
    List<TransactWriteItem> filed(Map<LocalDate, DayCounts> days) {
        return days.entrySet().stream()
                .map(day -> Transactions.add(
                        tables.invitations(),
                        DayCountItem.of(day.getKey()),
                        DayCountItem.numbers(day.getValue()),
                        limit(day.getKey())))
                .toList();
    }

    private Map<String, Long> limit(LocalDate day) {
        var end = table.retention().end(day.atStartOfDay(zone).toInstant());
        return end.isPresent() ? Map.of(Tables.DELETE_AFTER, end.getAsLong()) : Map.of();
    }
}
