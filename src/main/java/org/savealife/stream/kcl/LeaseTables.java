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
 * The three tables in which the Kinesis Client Library keeps the leases and checkpoints of one application, made in
 * its form (version 3.3, its {@code DynamoDBLeaseSerializer}). It makes them itself where they are missing, but then
 * spends half a minute before it reads the first record.
 *
 * <p>It notices by itself that a worker is gone: its leases are not renewed any more. That takes as long as leases last, and each
 * renewal is paid for, of each shard there has been in the last hours. So leases last long, and who knows sooner that a worker
 * is gone {@link #takeOver takes over} what it has.
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

    /** The leases that other workers have on open shards, by shard, {@value #LOOKED_AT} at most. */
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
     * Gives the worker the shards of workers that are gone, at their checkpoints, and takes what else they have: it finds its new
     * leases as it starts, or within some seconds. Repeatable. What a worker renews that is not gone after all stays its own.
     *
     * @param isGone tells by a worker's name, or "" for shards that nobody has
     */
    void takeOver(String worker, Predicate<String> isGone) {
        handOn(isGone.and(owner -> !owner.equals(worker)), Optional.of(worker));
    }

    /** Gives back what the worker has, which reads no more: whoever leads hands it on within some seconds. Repeatable. */
    void release(String worker) {
        handOn(worker::equals, Optional.empty());
    }

    private void handOn(Predicate<String> from, Optional<String> to) {
        for (var table : List.of(application, application + STATE_TABLE, application + WORKER_TABLE)) {
            if (!exists(table)) {
                return;
            }
        }
        // First what would be given back to them
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

    /** As the library's leader does, which counts up as it renews. */
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
            LOG.log(System.Logger.Level.DEBUG, "A worker that was to be gone is not, or another was faster.");
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

    /** All items that have the key; the tables have one for each shard of some hours, or for each worker. */
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

    /** "" where there is none. */
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
