package org.savealife.invitation;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.Tables;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/**
 * What became of invitations, day by day, as {@link DayCountItem} keeps it. Every outcome that the counts of the runs show is
 * counted once, however often a process was killed, on the day on which its ledger page was followed by the next one. Those of
 * a segment that is being worked come late, by {@link RunRepository#settle}.
 */
@ApplicationScoped
public class DayCountRepository {

    @Inject
    DynamoDbClient dynamoDb;

    @Inject
    Tables tables;

    @Inject
    Clock clock;

    @Inject
    ZoneId zone;

    /**
     * The last days, today among them, none left out and no number negative. One query, of some items a day.
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
}
