package org.savealife.platform.migration;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.function.Predicate;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.Tables;
import org.savealife.platform.retry.DatabaseUnavailable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Scans all items of the main table, for migrations; nothing else scans. The order of partitions is stable, so an item
 * that moves within its partition in the meantime is found.
 */
@ApplicationScoped
public class TableScan {

    private static final System.Logger LOG = System.getLogger(TableScan.class.getName());

    /** Items of a page, most of which are not wanted; few enough to be processed quickly. */
    private static final int PAGE = 200;

    private final DynamoDbClient dynamoDb;
    private final Tables tables;

    @Inject
    public TableScan(DynamoDbClient dynamoDb, Tables tables) {
        this.dynamoDb = dynamoDb;
        this.tables = tables;
    }

    /**
     * Processes the next items.
     *
     * @param after the end of the page before; "" for the first page
     * @param wanted which items to look at
     * @param change converts an item if need be, and returns whether it did. Its exceptions are logged and do not stop
     *     the page, unless the database is unavailable
     */
    public Migration.Page next(String after, Predicate<Item> wanted, Predicate<Item> change) {
        var scanned = dynamoDb.scan(scan -> scan.tableName(tables.main())
                .limit(PAGE)
                .consistentRead(true)
                .exclusiveStartKey(after.isEmpty() ? null : key(after)));
        var looked = 0L;
        var changed = 0L;
        var failed = 0L;
        for (var item : Item.listOf(scanned.items())) {
            if (wanted.test(item)) {
                looked++;
                try {
                    changed += change.test(item) ? 1 : 0;
                } catch (RuntimeException broken) {
                    if (DatabaseUnavailable.isCauseOf(broken)) {
                        throw broken;
                    }
                    LOG.log(
                            Level.ERROR,
                            "The item {0} could not be converted: {1}",
                            item.partitionKey(),
                            broken.toString());
                    failed++;
                }
            }
        }
        var end = scanned.hasLastEvaluatedKey() ? end(Item.from(scanned.lastEvaluatedKey())) : "";
        return new Migration.Page(end, looked, changed, failed);
    }

    /** The position after an item. Keys of other tools may contain any character. */
    private static String end(Item last) {
        return last.partitionKey().length() + " " + last.partitionKey() + last.sortKey();
    }

    private static Map<String, AttributeValue> key(String end) {
        var blank = end.indexOf(' ');
        var sortKey = blank + 1 + Integer.parseInt(end.substring(0, blank));
        return Item.of(end.substring(blank + 1, sortKey), end.substring(sortKey))
                .key();
    }
}
