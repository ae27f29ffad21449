package org.savealife.stream.kcl;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
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
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.Shard;
import software.amazon.awssdk.services.dynamodb.model.StreamDescription;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/**
 * The three tables with the leases and checkpoints of one application of the Kinesis Client Library, in the library's
 * form (version 3.3, {@code DynamoDBLeaseSerializer}). The library creates missing tables itself, but then needs half a
 * minute before it reads the first record.
 *
 * <p>The library notices that a worker is gone when its leases are not renewed. That takes as long as leases last, and
 * AWS charges for each renewal of each shard of the last hours. So leases last long, and a process that learns earlier
 * that a worker is gone {@link #takeOver takes over} its leases.
 */
final class LeaseTables {

    private static final System.Logger LOG = System.getLogger(LeaseTables.class.getName());

    private static final String LEASE_KEY = "leaseKey";
    private static final String LEASE_OWNER = "leaseOwner";
    private static final String LEASE_COUNTER = "leaseCounter";
    private static final String OWNER_SWITCHES = "ownerSwitchesSinceCheckpoint";

    private static final String STATE_TABLE = "-CoordinatorState";
    private static final String STATE_KEY = "key";
    private static final String LEADER = "Leader";
    private static final String LEADER_NAME = "ownerName";
    private static final String LEADER_VERSION = "recordVersionNumber";

    private static final String WORKER_TABLE = "-WorkerMetricStats";
    private static final String WORKER_ID = "wid";

    /** A single lease that is renewed shows that somebody reads. */
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
     * Creates missing tables, and together with the table of leases one lease for each shard, to be read from its
     * beginning. Leases are never added to an existing table: a shard that has been read to its end has none, and would
     * be read again.
     */
    void prepare(String streamArn) {
        create(application + STATE_TABLE, STATE_KEY, table -> table.attributeDefinitions(text(STATE_KEY)));
        create(application + WORKER_TABLE, WORKER_ID, table -> table.attributeDefinitions(text(WORKER_ID)));
        var isNew = create(
                application,
                LEASE_KEY,
                table -> table.attributeDefinitions(text(LEASE_KEY), text(LEASE_OWNER))
                        .globalSecondaryIndexes(leasesOfWorker()));
        if (isNew) {
            shards(streamArn).forEach(this::addLease);
        }
    }

    /** The leases of other workers on open shards, by shard, at most {@value #LOOKED_AT}. */
    Map<String, PeerWorkers.Holding> ofOthers(String streamArn, String worker) {
        var others = new HashMap<String, PeerWorkers.Holding>();
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
                        others.put(
                                shard.shardId(),
                                new PeerWorkers.Holding(owner, String.valueOf(lease.get(LEASE_COUNTER))));
                    }
                });
        return others;
    }

    /**
     * Transfers the leases of workers that are gone to this worker, at their checkpoints. It finds its new leases at
     * its start, or within some seconds. Repeatable. A worker that is not gone after all keeps the leases that it
     * renews.
     *
     * @param isGone whether a worker is gone, by its name, or "" for shards without a worker
     */
    void takeOver(String worker, Predicate<String> isGone) {
        handOn(isGone.and(owner -> !owner.equals(worker)), Optional.of(worker));
    }

    /**
     * Releases the leases of a worker that stops reading. The leader assigns them again within some seconds.
     * Repeatable.
     */
    void release(String worker) {
        handOn(worker::equals, Optional.empty());
    }

    private void handOn(Predicate<String> from, Optional<String> to) {
        for (var table : List.of(application, application + STATE_TABLE, application + WORKER_TABLE)) {
            if (!exists(table)) {
                return;
            }
        }
        // First the worker itself, so that the leader assigns it nothing more
        all(application + WORKER_TABLE, WORKER_ID)
                .filter(item -> from.test(text(item, WORKER_ID)))
                .forEach(item -> change(() -> dynamoDb.deleteItem(
                        delete -> delete.tableName(application + WORKER_TABLE).key(key(item, WORKER_ID)))));
        all(application + STATE_TABLE, STATE_KEY)
                .filter(item -> text(item, STATE_KEY).equals(LEADER) && from.test(text(item, LEADER_NAME)))
                .forEach(item -> change(() -> dynamoDb.deleteItem(delete -> delete.tableName(application + STATE_TABLE)
                        .key(key(item, STATE_KEY))
                        .conditionExpression(LEADER_VERSION + " = :seen")
                        .expressionAttributeValues(Map.of(":seen", value(item, LEADER_VERSION))))));
        all(application, LEASE_KEY)
                .filter(lease -> from.test(text(lease, LEASE_OWNER)))
                .forEach(lease -> change(() -> handOn(lease, to)));
    }

    /** As the library's leader does, which increments the counter like a renewal. */
    private void handOn(Map<String, AttributeValue> lease, Optional<String> to) {
        var values = new HashMap<>(Map.of(":seen", value(lease, LEASE_COUNTER), ":one", AttributeValue.fromN("1")));
        var isOwned = lease.containsKey(LEASE_OWNER);
        if (isOwned) {
            values.put(":owner", value(lease, LEASE_OWNER));
        }
        to.ifPresent(worker -> values.put(":worker", AttributeValue.fromS(worker)));
        dynamoDb.updateItem(update -> update.tableName(application)
                .key(key(lease, LEASE_KEY))
                .updateExpression(
                        to.isPresent()
                                ? "SET " + LEASE_OWNER + " = :worker REMOVE checkpointOwner ADD " + LEASE_COUNTER
                                        + " :one, " + OWNER_SWITCHES + " :one"
                                : "REMOVE " + LEASE_OWNER + ", checkpointOwner ADD " + LEASE_COUNTER + " :one")
                .conditionExpression((isOwned ? LEASE_OWNER + " = :owner" : "attribute_not_exists(" + LEASE_OWNER + ")")
                        + " AND " + LEASE_COUNTER + " = :seen")
                .expressionAttributeValues(values));
    }

    private static void change(Runnable write) {
        try {
            write.run();
        } catch (ConditionalCheckFailedException alive) {
            LOG.log(System.Logger.Level.DEBUG, "A worker is not gone after all, or another worker was faster.");
        }
    }

    private boolean exists(String table) {
        try {
            dynamoDb.describeTable(describe -> describe.tableName(table));
            return true;
        } catch (ResourceNotFoundException notYet) {
            return false;
        }
    }

    /** All items with that key. The tables have one item for each shard of some hours, or for each worker. */
    private Stream<Map<String, AttributeValue>> all(String table, String key) {
        return dynamoDb.scanPaginator(scan -> scan.tableName(table).consistentRead(true)).items().stream()
                .filter(item -> item.containsKey(key));
    }

    private static Map<String, AttributeValue> key(Map<String, AttributeValue> item, String name) {
        return Map.of(name, value(item, name));
    }

    private static AttributeValue value(Map<String, AttributeValue> item, String name) {
        return Objects.requireNonNull(item.get(name), name);
    }

    /** The text; "" if there is none. */
    private static String text(Map<String, AttributeValue> item, String name) {
        return item.getOrDefault(name, AttributeValue.fromS("")).s();
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
                OWNER_SWITCHES,
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

    /** @return whether this call created it */
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
