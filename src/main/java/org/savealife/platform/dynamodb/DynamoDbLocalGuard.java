package org.savealife.platform.dynamodb;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
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
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.savealife.platform.RandomId;
import org.savealife.platform.retry.DatabaseFullException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * Keeps a DynamoDB Local from losing what it is given. Where its disk is full it answers 200 to transactions that it does not
 * store (3.3.1); single writes it refuses. So each transaction has one item more, a witness, which is read back. While there is
 * less than {@link #MIN_BYTES} of room where {@code savealife.dynamodb.folder} says that its files are, and after a
 * transaction that was lost until one of some size is stored again, none is begun: {@link DatabaseFullException}.
 *
 * <p>Which database it is the ARN of its tables tells: DynamoDB Local's region is {@code ddblocal}. At any other, DynamoDB of AWS
 * among them, nothing of this happens. Thread-safe.
 *
 * <p>A witness is an item of the invitations table, which has no stream: {@code PK} {@code WITNESS}, {@code SK} whose it is, text
 * {@code seen}, new each time. They are used again, one by one, and deleted a day after this process has ended.
 */
@ApplicationScoped
public class DynamoDbLocalGuard {

    public static final String FOLDER = "savealife.dynamodb.folder";

    static final long MIN_BYTES = 100L * 1024 * 1024;

    private static final System.Logger LOG = System.getLogger(DynamoDbLocalGuard.class.getName());

    private static final String REGION = ":ddblocal:";
    private static final String WITNESS = "WITNESS";
    private static final String SEEN = "seen";

    /** DynamoDB takes no more items in one transaction. */
    private static final int MAX_ITEMS = 100;

    /** Transactions of ours are smaller than what a trial writes, so that one that is stored says something. */
    private static final int TRIAL_CHARACTERS = 64 * 1024;

    private static final long BETWEEN_TRIALS_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final Duration KEPT = Duration.ofDays(1);

    @Inject
    DynamoDbClient dynamoDb;

    @Inject
    Tables tables;

    @Inject
    Clock clock;

    @Inject
    @ConfigProperty(name = "savealife.dynamodb.endpoint")
    Optional<URI> endpoint = Optional.empty();

    @Inject
    @ConfigProperty(name = FOLDER)
    Optional<String> folder = Optional.empty();

    long leastBytes = MIN_BYTES;

    private final Queue<Item> witnesses = new ConcurrentLinkedQueue<>();
    private volatile Optional<Boolean> known = Optional.empty();
    private volatile boolean lossy;
    private volatile boolean low;
    private final AtomicLong triedAt = new AtomicLong(System.nanoTime() - BETWEEN_TRIALS_NANOS);

    /** Whether the database is a DynamoDB Local. */
    boolean isOurs() {
        if (endpoint.isEmpty()) {
            return false;
        }
        var local = known.orElseGet(() -> dynamoDb.describeTable(describe -> describe.tableName(tables.main()))
                .table()
                .tableArn()
                .contains(REGION));
        known = Optional.of(local);
        return local;
    }

    /** Whether it has no room left, as far as can be told now. */
    public boolean isFull() {
        try {
            return isOurs() && (isLow() || isLossy());
        } catch (SdkException away) {
            return lossy;
        }
    }

    /**
     * Writes all or none, and is back when they are stored.
     *
     * @throws DatabaseFullException if they are not
     */
    void write(List<TransactWriteItem> writes) {
        if (isLow() || isLossy()) {
            throw new DatabaseFullException();
        }
        var witness = Optional.ofNullable(witnesses.poll()).orElseGet(() -> Item.of(WITNESS, RandomId.next()));
        try {
            if (!isStored(writes, witness)) {
                lose("DynamoDB Local has lost a transaction that it said it had stored: is its disk full?");
                throw new DatabaseFullException();
            }
        } catch (AwsServiceException refused) {
            if (refused.statusCode() == 500) {
                lose("DynamoDB Local cannot store a transaction: is its disk full?");
            }
            throw refused;
        } finally {
            witnesses.add(witness);
        }
    }

    /** One transaction of as many items as there can be has no room for a witness: its first item that is put is it. */
    private boolean isStored(List<TransactWriteItem> writes, Item witness) {
        var seen = witness.with(SEEN, RandomId.next())
                .with(Tables.DELETE_AFTER, clock.instant().plus(KEPT).getEpochSecond());
        return writes.size() < MAX_ITEMS ? isStoredWith(writes, seen) : isStoredAsFar(writes);
    }

    private boolean isStoredWith(List<TransactWriteItem> writes, Item witness) {
        var all = new ArrayList<>(writes);
        all.add(Transactions.put(tables.invitations(), witness));
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

    /** What the item with this one's key says that it has seen, "" for any other item. */
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

    /** Whether something was lost, and nothing of some size has been stored since; tries it, once a second at most. */
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
        var path = Path.of(folder.get());
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
                    "Less than 100 MB are free in {0}, where DynamoDB Local keeps its files. Nothing is stored until there is"
                            + " room again.",
                    path);
        } else {
            LOG.log(System.Logger.Level.INFO, "There is room again in {0}.", path);
        }
    }
}
