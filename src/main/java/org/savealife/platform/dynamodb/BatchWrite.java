package org.savealife.platform.dynamodb;

import java.util.List;
import java.util.Map;
import org.savealife.platform.retry.JitteredBackOff;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** Puts and deletes items of a table, in as few requests as possible. This is no transaction. */
public final class BatchWrite {

    /** DynamoDB's limit for one request. */
    private static final int MAX_WRITES = 25;

    private BatchWrite() {}

    /** @throws ProvisionedThroughputExceededException if the database repeatedly leaves some of them unprocessed */
    public static void write(DynamoDbClient dynamoDb, String table, List<WriteRequest> writes) {
        for (var start = 0; start < writes.size(); start += MAX_WRITES) {
            var left = Map.of(table, writes.subList(start, Math.min(writes.size(), start + MAX_WRITES)));
            var retries = new JitteredBackOff();
            while (!left.isEmpty()) {
                var request = left;
                left = dynamoDb.batchWriteItem(batch -> batch.requestItems(request))
                        .unprocessedItems();
                if (!left.isEmpty()) {
                    retries.pauseOrThrow();
                }
            }
        }
    }
}
