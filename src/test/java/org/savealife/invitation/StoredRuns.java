package org.savealife.invitation;

import java.util.Map;
import org.savealife.platform.dynamodb.Item;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What the table says of a run, for tests outside the container. */
public final class StoredRuns {

    private StoredRuns() {}

    /** Whether no node works any segment of the run: nothing more can be sent. */
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
