package org.savealife.platform.dynamodb;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.savealife.platform.RandomId;
import org.savealife.platform.retry.DatabaseFullException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * Notices when DynamoDB Local loses a transaction. On a full disk it confirms transactions with 200 that it does not
 * store (version 3.3.1); it does refuse single writes. So each transaction contains one more item, a witness, which is
 * then read back. If a transaction was lost, no other is begun until a large one has been stored. Nor is one begun
 * while less than {@link #MIN_BYTES} are free in the folder {@code savealife.dynamodb.folder}, where its files are. The
 * caller gets a {@link DatabaseFullException}.
 *
 * <p>It does this only if {@code savealife.dynamodb.local} is true. Thread-safe.
 *
 * <p>A witness is an item of the invitations table, which has no stream: {@code PK} {@code WITNESS}, {@code SK} a
 * random id, text {@code seen}, new each time. Witnesses are used again, by one transaction at a time, and the database
 * deletes them a day after this process has ended.
 */
@ApplicationScoped
public class DynamoDbLocalGuard {

    static final long MIN_BYTES = 100L * 1024 * 1024;

    private static final System.Logger LOG = System.getLogger(DynamoDbLocalGuard.class.getName());

    private static final String WITNESS = "WITNESS";
    private static final String SEEN = "seen";

    /** DynamoDB's limit for one transaction. */
    private static final int MAX_ITEMS = 100;

    /** Larger than any transaction of ours, so that a stored trial proves that there is room. */
    private static final int TRIAL_CHARACTERS = 64 * 1024;

    private static final long BETWEEN_TRIALS_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final Duration KEPT = Duration.ofDays(1);

    private final DynamoDbClient dynamoDb;
    private final Tables tables;
    private final Clock clock;
    private final boolean local;
    private final Optional<Path> folder;
    private final long leastBytes;

    private final Queue<Item> witnesses = new ConcurrentLinkedQueue<>();
    private volatile boolean lossy;
    private volatile boolean low;
    private final AtomicLong triedAt = new AtomicLong(System.nanoTime() - BETWEEN_TRIALS_NANOS);

    @Inject
    public DynamoDbLocalGuard(DynamoDbClient dynamoDb, Tables tables, Clock clock, DynamoDbSettings settings) {
        this(dynamoDb, tables, clock, settings, MIN_BYTES);
    }

    DynamoDbLocalGuard(
            DynamoDbClient dynamoDb, Tables tables, Clock clock, DynamoDbSettings settings, long leastBytes) {
        this.dynamoDb = dynamoDb;
        this.tables = tables;
        this.clock = clock;
        this.local = settings.local();
        this.folder = settings.folder();
        this.leastBytes = leastBytes;
    }

    /** Whether the database is a DynamoDB Local. */
    boolean isOurs() {
        return local;
    }

    /** Whether the database is known to have no room left. */
    public boolean isFull() {
        return isOurs() && (isLow() || isLossy());
    }

    /**
     * Writes all items or none, and returns when they are stored.
     *
     * @throws DatabaseFullException if they are not stored
     */
    void write(List<TransactWriteItem> writes) {
        if (isLow() || isLossy()) {
            throw new DatabaseFullException();
        }
        var witness = Optional.ofNullable(witnesses.poll()).orElseGet(() -> Item.of(WITNESS, RandomId.next()));
        try {
            if (!isStored(writes, witness)) {
                lose("DynamoDB Local has lost a transaction that it had confirmed. Is its disk full?");
                throw new DatabaseFullException();
            }
        } catch (AwsServiceException refused) {
            if (refused.statusCode() == 500) {
                lose("DynamoDB Local cannot store a transaction. Is its disk full?");
            }
            throw refused;
        } finally {
            witnesses.add(witness);
        }
    }

    /**
     * A transaction with the maximum number of items has no room for a witness. The first item that it puts serves as
     * one.
     */
    private boolean isStored(List<TransactWriteItem> writes, Item witness) {
        var seen = witness.with(SEEN, RandomId.next())
                .with(Tables.DELETE_AFTER, clock.instant().plus(KEPT).getEpochSecond());
        return writes.size() < MAX_ITEMS ? isStoredWith(writes, seen) : isStoredAsFar(writes);
    }

    private boolean isStoredWith(List<TransactWriteItem> writes, Item witness) {
        var all = new ArrayList<>(writes);
        all.add(TransactWriteItem.builder()
                .put(put -> put.tableName(tables.invitations()).item(witness.attributes()))
                .build());
        dynamoDb.transactWriteItems(transaction -> transaction
                .transactItems(all)
                .overrideConfiguration(
                        with -> with.putExecutionAttribute(CapacityCounter.NOT_CHARGED, CapacityCounter.WRITE_OF_ONE)));
        return find(tables.invitations(), witness).equals(Optional.of(witness.text(SEEN)));
    }

    private boolean isStoredAsFar(List<TransactWriteItem> writes) {
        dynamoDb.transactWriteItems(transaction -> transaction.transactItems(writes));
        return writes.stream()
                .flatMap(write -> Optional.ofNullable(write.put()).stream())
                .findFirst()
                .map(put -> find(put.tableName(), Item.from(put.item())).isPresent())
                .orElse(true);
    }

    /** The text {@code seen} of the stored item with this key; "" if the item has none. */
    private Optional<String> find(String table, Item item) {
        var found = dynamoDb.getItem(get -> get.tableName(table)
                .key(item.key())
                .consistentRead(true)
                .overrideConfiguration(
                        with -> with.putExecutionAttribute(CapacityCounter.NOT_CHARGED, CapacityCounter.READ_OF_ONE)));
        return found.hasItem()
                ? Optional.of(Item.from(found.item()).findText(SEEN).orElse(""))
                : Optional.empty();
    }

    private void lose(String what) {
        if (!lossy) {
            LOG.log(System.Logger.Level.ERROR, "{0} Nothing is stored until it has room again.", what);
        }
        lossy = true;
    }

    /**
     * Whether a transaction was lost, and no large one has been stored since. Tries to store one, at most once a
     * second.
     */
    private boolean isLossy() {
        var before = triedAt.get();
        var now = System.nanoTime();
        if (lossy && now - before >= BETWEEN_TRIALS_NANOS && triedAt.compareAndSet(before, now) && isTrialStored()) {
            lossy = false;
            LOG.log(System.Logger.Level.INFO, "DynamoDB Local stores again.");
        }
        return lossy;
    }

    private boolean isTrialStored() {
        var trial = Item.of(WITNESS, "TRIAL").with("filler", "x".repeat(TRIAL_CHARACTERS));
        try {
            return isStored(List.of(), trial);
        } catch (SdkException stillFull) {
            return false;
        }
    }

    private boolean isLow() {
        if (folder.isEmpty()) {
            return false;
        }
        var path = folder.get();
        try {
            var isLow = Files.exists(path) && Files.getFileStore(path).getUsableSpace() < leastBytes;
            if (isLow != low) {
                tell(isLow, path);
            }
            low = isLow;
            return isLow;
        } catch (IOException hidden) {
            return false;
        }
    }

    private static void tell(boolean isLow, Path path) {
        if (isLow) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "Less than 100 MB are free in {0}, where DynamoDB Local keeps its files."
                            + " Nothing is stored until there is room again.",
                    path);
        } else {
            LOG.log(System.Logger.Level.INFO, "There is room again in {0}.", path);
        }
    }
}
