package org.savealife.stream.kcl;

import com.amazonaws.services.dynamodbv2.streamsadapter.model.DynamoDBStreamsProcessRecordsInput;
import com.amazonaws.services.dynamodbv2.streamsadapter.processor.DynamoDBStreamsShardRecordProcessor;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.savealife.platform.dynamodb.Item;
import org.savealife.stream.FailureSummary;
import org.savealife.stream.RecordHandler;
import org.savealife.stream.RecordWait;
import org.savealife.stream.StreamRecord;
import org.savealife.stream.StreamRecord.Image;
import org.savealife.stream.StreamRecord.Kind;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.kinesis.exceptions.InvalidStateException;
import software.amazon.kinesis.exceptions.ShutdownException;
import software.amazon.kinesis.lifecycle.events.InitializationInput;
import software.amazon.kinesis.lifecycle.events.LeaseLostInput;
import software.amazon.kinesis.lifecycle.events.ShardEndedInput;
import software.amazon.kinesis.lifecycle.events.ShutdownRequestedInput;
import software.amazon.kinesis.processor.RecordProcessorCheckpointer;

/**
 * Connects the Kinesis Client Library with a {@link RecordHandler} while this node has the lease of the shard. If
 * processing a batch throws, the library logs it and skips the batch, and the next checkpoint passes it. So no
 * exception gets through to the library. When a batch was not completed, nothing more is read and no checkpoint moves
 * until reading of the shard starts again at its last checkpoint.
 *
 * <p>Used by one thread at a time.
 */
final class ShardProcessor implements DynamoDBStreamsShardRecordProcessor {

    private static final System.Logger LOG = System.getLogger(ShardProcessor.class.getName());

    private final RecordHandler reader;
    private final Clock clock;
    private final Supplier<Instant> hurriedAt;
    private final Runnable afterRead;
    private final Runnable afterEnd;
    private final Consumer<Throwable> onBroken;
    private boolean unfinished;
    private Instant begunAt = Instant.EPOCH;
    private Instant previousRead = Instant.EPOCH;

    /**
     * @param hurriedAt see {@link StreamSleepTimeController#hurriedAt}
     * @param afterRead called after each read of the shard, even without records
     * @param afterEnd called after the shard has been read to its end, when its children have leases without an owner
     * @param onBroken called with the cause when this processor cannot continue, although the shard still belongs to
     *     this node
     */
    ShardProcessor(
            RecordHandler reader,
            Clock clock,
            Supplier<Instant> hurriedAt,
            Runnable afterRead,
            Runnable afterEnd,
            Consumer<Throwable> onBroken) {
        this.reader = reader;
        this.clock = clock;
        this.hurriedAt = hurriedAt;
        this.afterRead = afterRead;
        this.afterEnd = afterEnd;
        this.onBroken = onBroken;
    }

    @Override
    public void initialize(InitializationInput input) {
        begunAt = clock.instant();
        LOG.log(System.Logger.Level.DEBUG, "reading shard {0}", input.shardId());
    }

    /** Called after each read of the shard, even without records. */
    @Override
    public void processRecords(DynamoDBStreamsProcessRecordsInput input) {
        if (unfinished) {
            return;
        }
        try {
            var batch = input.records().stream()
                    .map(record -> record(record.getRecord()))
                    .toList();
            var wait = new RecordWait(begunAt, later(previousRead, hurriedAt.get()));
            unfinished = !reader.read(batch, wait, sequenceNumber -> isMoved(input.checkpointer(), sequenceNumber));
            previousRead = input.cacheEntryTime();
            afterRead.run();
        } catch (RuntimeException | Error broken) {
            unfinished = true;
            LOG.log(System.Logger.Level.ERROR, "Reading a shard broke off: {0}", FailureSummary.kinds(broken));
            onBroken.accept(broken);
        }
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    @Override
    public void leaseLost(LeaseLostInput input) {
        unfinished = true;
    }

    @Override
    public void shutdownRequested(ShutdownRequestedInput input) {
        // The checkpoint is behind the last batch already
    }

    /** @throws IllegalStateException if the shard has not been completed; the library then calls again */
    @Override
    public void shardEnded(ShardEndedInput input) {
        if (unfinished) {
            throw new IllegalStateException("Records of this shard are not done yet.");
        }
        try {
            input.checkpointer().checkpoint();
        } catch (InvalidStateException | ShutdownException failed) {
            throw new IllegalStateException("The end of this shard could not be saved.", failed);
        }
        try {
            afterEnd.run();
        } catch (RuntimeException away) {
            LOG.log(
                    System.Logger.Level.DEBUG,
                    "The child shards wait until the leader looks for them: {0}",
                    FailureSummary.kinds(away));
        }
    }

    /** Effects are durable, so the next checkpoint makes up for one that could not be written. */
    private static boolean isMoved(RecordProcessorCheckpointer checkpointer, String sequenceNumber) {
        try {
            checkpointer.checkpoint(sequenceNumber);
            return true;
        } catch (ShutdownException anotherNodeHasIt) {
            return false;
        } catch (InvalidStateException noLeaseTable) {
            throw new IllegalStateException("The checkpoint cannot be saved.", noLeaseTable);
        } catch (RuntimeException away) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "The checkpoint waits for the next record: {0}",
                    FailureSummary.kinds(away));
            return true;
        }
    }

    private static StreamRecord record(Record record) {
        var change = record.dynamodb();
        var images = new EnumMap<Image, Item>(Image.class);
        if (change.hasOldImage()) {
            images.put(Image.OLD, Item.from(change.oldImage()));
        }
        if (change.hasNewImage()) {
            images.put(Image.NEW, Item.from(change.newImage()));
        }
        return new StreamRecord(
                change.sequenceNumber(),
                Kind.valueOf(record.eventNameAsString()),
                Item.from(change.keys()),
                images,
                change.approximateCreationDateTime());
    }
}
