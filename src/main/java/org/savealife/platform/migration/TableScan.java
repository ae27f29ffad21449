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
 * Walks through all items of the main table, for migrations: the only thing that scans. The items of a partition stay
 * where they are in the order, so that what is moved within its partition meanwhile is come across.
 */
@ApplicationScoped
public class TableScan {

    private static final System.Logger LOG = System.getLogger(TableScan.class.getName());

    /** Items of a page, most of which are none of those that are looked for; little enough to be worked in a moment. */
    private static final int PAGE = 200;

    private final DynamoDbClient dynamoDb;
    private final Tables tables;

    @Inject
    public TableScan(DynamoDbClient dynamoDb, Tables tables) {
        this.dynamoDb = dynamoDb;
        this.tables = tables;
    }

    /**
     * Takes the next items.
     *
     * @param after the end of the page before, empty for the first
     * @param wanted which items are looked at
     * @param change changes one where it is to be changed, and says whether it was. What it throws is logged, and
     *     holds no other
     *     item up, but where the database is away
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
                            "The item {0} could not be brought along: {1}",
                            item.partitionKey(),
                            broken.toString());
                    failed++;
                }
            }
        }
        var end = scanned.hasLastEvaluatedKey() ? end(Item.from(scanned.lastEvaluatedKey())) : "";
        return new Migration.Page(end, looked, changed, failed);
    }

    /** A key of another tool may hold any character. */
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
