package org.savealife.platform.dynamodb;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.savealife.platform.retry.JitteredBackOff;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;

/**
 * Reads many items by their keys, in few requests. Keys that the database did not process are requested again for some
 * seconds ({@link JitteredBackOff}). For repositories.
 */
public final class BatchGet {

    /** DynamoDB's limit for one request. */
    private static final int MAX_KEYS = 100;

    private BatchGet() {}

    /**
     * The items that exist, in no particular order, each as of the time of its reading.
     *
     * @param keys items of which only the keys count; no key twice
     * @throws ProvisionedThroughputExceededException if the database repeatedly leaves some of them unprocessed
     */
    public static List<Item> read(DynamoDbClient dynamoDb, String table, List<Item> keys) {
        var found = new ArrayList<Item>();
        for (var start = 0; start < keys.size(); start += MAX_KEYS) {
            var wanted = Map.of(
                    table,
                    KeysAndAttributes.builder()
                            .keys(keys.subList(start, Math.min(keys.size(), start + MAX_KEYS)).stream()
                                    .map(Item::key)
                                    .toList())
                            .consistentRead(true)
                            .build());
            var retries = new JitteredBackOff();
            while (!wanted.isEmpty()) {
                var request = wanted;
                var answer = dynamoDb.batchGetItem(get -> get.requestItems(request));
                found.addAll(Item.listOf(answer.responses().getOrDefault(table, List.of())));
                wanted = answer.unprocessedKeys();
                if (!wanted.isEmpty()) {
                    retries.pauseOrThrow();
                }
            }
        }
        return found;
    }
}
