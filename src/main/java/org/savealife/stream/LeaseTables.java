package org.savealife.stream;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.Shard;
import software.amazon.awssdk.services.dynamodb.model.StreamDescription;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/**
 * The three tables in which the Kinesis Client Library keeps the leases and checkpoints of one application, made in
 * its form (version 3.3, its {@code DynamoDBLeaseSerializer}). It makes them itself where they are missing, but then
 * spends half a minute before it reads the first record.
 */
final class LeaseTables {

    private static final System.Logger LOG = System.getLogger(LeaseTables.class.getName());

    private static final String LEASE_KEY = "leaseKey";
    private static final String LEASE_OWNER = "leaseOwner";
    private static final String LEASE_COUNTER = "leaseCounter";

    /** One that is read tells that somebody reads. */
    private static final int LOOKED_AT = 20;

    private final DynamoDbClient dynamoDb;
    private final DynamoDbStreamsClient streams;
    private final String application;

    LeaseTables(DynamoDbClient dynamoDb, DynamoDbStreamsClient streams, String application) {
        this.dynamoDb = dynamoDb;
        this.streams = streams;
        this.application = application;
    }

    /**
     * Makes the tables that are missing, and with the table of leases one lease for each shard, to be read from its
     * beginning. Leases are never added to a table that was there: a shard that is done has none, and would be read
     * again.
     */
    void prepare(String streamArn) {
        create(application + "-CoordinatorState", "key", table -> table.attributeDefinitions(text("key")));
        create(application + "-WorkerMetricStats", "wid", table -> table.attributeDefinitions(text("wid")));
        var isNew = create(
                application,
                LEASE_KEY,
                table -> table.attributeDefinitions(text(LEASE_KEY), text(LEASE_OWNER))
                        .globalSecondaryIndexes(leasesOfWorker()));
        if (isNew) {
            shards(streamArn).forEach(this::addLease);
        }
    }

    /**
     * The leases that other workers have on open shards, {@value #LOOKED_AT} at most: the shard, and a text that changes
     * each time the lease is renewed.
     */
    Map<String, String> ofOthers(String streamArn, String worker) {
        var others = new HashMap<String, String>();
        shards(streamArn).stream()
                .filter(shard -> shard.sequenceNumberRange().endingSequenceNumber() == null)
                .limit(LOOKED_AT)
                .forEach(shard -> {
                    var lease = dynamoDb.getItem(get -> get.tableName(application)
                                    .key(Map.of(LEASE_KEY, AttributeValue.fromS(shard.shardId())))
                                    .consistentRead(true))
                            .item();
                    var owner = lease.getOrDefault(LEASE_OWNER, AttributeValue.fromS(""))
                            .s();
                    if (!owner.isEmpty() && !owner.equals(worker)) {
                        others.put(shard.shardId(), owner + " " + lease.get(LEASE_COUNTER));
                    }
                });
        return others;
    }

    private List<Shard> shards(String streamArn) {
        var shards = new ArrayList<Shard>();
        var page = DescribeStreamRequest.builder().streamArn(streamArn);
        StreamDescription stream;
        do {
            stream = streams.describeStream(page.build()).streamDescription();
            shards.addAll(stream.shards());
            page.exclusiveStartShardId(stream.lastEvaluatedShardId());
        } while (stream.lastEvaluatedShardId() != null);
        return shards;
    }

    private void addLease(Shard shard) {
        var lease = new HashMap<>(Map.of(
                LEASE_KEY,
                AttributeValue.fromS(shard.shardId()),
                LEASE_COUNTER,
                AttributeValue.fromN("0"),
                "checkpoint",
                AttributeValue.fromS("TRIM_HORIZON"),
                "checkpointSubSequenceNumber",
                AttributeValue.fromN("0"),
                "ownerSwitchesSinceCheckpoint",
                AttributeValue.fromN("0")));
        if (shard.parentShardId() != null) {
            lease.put("parentShardId", AttributeValue.fromSs(List.of(shard.parentShardId())));
        }
        try {
            dynamoDb.putItem(put -> put.tableName(application)
                    .item(lease)
                    .conditionExpression("attribute_not_exists(" + LEASE_KEY + ")"));
        } catch (ConditionalCheckFailedException anotherNodeReadsIt) {
            LOG.log(System.Logger.Level.DEBUG, "shard {0} has a lease already", shard.shardId());
        }
    }

    /** @return whether this call made it */
    private boolean create(String name, String key, Consumer<CreateTableRequest.Builder> definition) {
        var isNew = true;
        try {
            dynamoDb.createTable(table -> definition.accept(table.tableName(name)
                    .billingMode(BillingMode.PAY_PER_REQUEST)
                    .keySchema(key(key, KeyType.HASH))));
        } catch (ResourceInUseException exists) {
            isNew = false;
        }
        dynamoDb.waiter().waitUntilTableExists(describe -> describe.tableName(name));
        return isNew;
    }

    private static GlobalSecondaryIndex leasesOfWorker() {
        return GlobalSecondaryIndex.builder()
                .indexName("LeaseOwnerToLeaseKeyIndex")
                .keySchema(key(LEASE_OWNER, KeyType.HASH), key(LEASE_KEY, KeyType.RANGE))
                .projection(keys -> keys.projectionType(ProjectionType.KEYS_ONLY))
                .build();
    }

    private static AttributeDefinition text(String name) {
        return AttributeDefinition.builder()
                .attributeName(name)
                .attributeType(ScalarAttributeType.S)
                .build();
    }

    private static KeySchemaElement key(String name, KeyType type) {
        return KeySchemaElement.builder().attributeName(name).keyType(type).build();
    }
}
