package org.savealife.stream.kcl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.dynamodbv2.streamsadapter.adapter.DynamoDBStreamsClientRecord;
import com.amazonaws.services.dynamodbv2.streamsadapter.model.DynamoDBStreamsProcessRecordsInput;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.savealife.fixture.TestClock;
import org.savealife.platform.dynamodb.Item;
import org.savealife.stream.RecordHandler;
import org.savealife.stream.StopSignal;
import org.savealife.stream.StreamListener;
import org.savealife.stream.StreamListeners;
import org.savealife.stream.StreamLog;
import org.savealife.stream.StreamRecord;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.OperationType;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.kinesis.checkpoint.Checkpoint;
import software.amazon.kinesis.checkpoint.ShardRecordProcessorCheckpointer;
import software.amazon.kinesis.exceptions.InvalidStateException;
import software.amazon.kinesis.exceptions.KinesisClientLibException;
import software.amazon.kinesis.exceptions.ShutdownException;
import software.amazon.kinesis.leases.ShardInfo;
import software.amazon.kinesis.lifecycle.events.InitializationInput;
import software.amazon.kinesis.lifecycle.events.LeaseLostInput;
import software.amazon.kinesis.lifecycle.events.ShardEndedInput;
import software.amazon.kinesis.processor.Checkpointer;
import software.amazon.kinesis.retrieval.kpl.ExtendedSequenceNumber;

class ShardProcessorTest {

    private final TestClock clock = new TestClock();
    private final StreamLog log = new StreamLog(clock);
    private final LeaseTable leaseTable = new LeaseTable();
    private final ShardRecordProcessorCheckpointer checkpointer = new ShardRecordProcessorCheckpointer(
            new ShardInfo("shard", "token", List.of(), ExtendedSequenceNumber.TRIM_HORIZON), leaseTable);
    private final List<StreamRecord> handled = new ArrayList<>();
    private final Starts starts = new Starts();
    private Instant hurriedAt = Instant.EPOCH;
    private int reads;
    private int ends;
    private final ShardProcessor processor = new ShardProcessor(
            new RecordHandler(
                    new StreamListeners(List.of(new Everything())),
                    new NoParking(),
                    log,
                    new StopSignal(),
                    RecordHandler.BACK_OFF),
            clock,
            () -> hurriedAt,
            () -> reads++,
            () -> ends++,
            starts);

    @Test
    void a_record_of_the_stream_reaches_the_listeners_whole() {
        process(record("1").toBuilder()
                .eventName(OperationType.MODIFY)
                .dynamodb(change -> change.sequenceNumber("1")
                        .approximateCreationDateTime(clock.instant())
                        .keys(key("DONOR#1"))
                        .oldImage(with(key("DONOR#1"), "city", "Haarlem"))
                        .newImage(with(key("DONOR#1"), "city", "Leiden")))
                .build());

        var donor = Item.of("DONOR#1", "CITY#haarlem");
        assertThat(handled)
                .containsExactly(StreamRecord.modified(
                        "1", donor.with("city", "Haarlem"), donor.with("city", "Leiden"), clock.instant()));
        assertThat(leaseTable.checkpoints).containsExactly("1");
    }

    @Test
    void lag_counts_from_the_last_read_that_did_not_show_the_record() {
        var minute = clock.instant();
        clock.advance(Duration.ofSeconds(40));
        process();
        clock.advance(Duration.ofMillis(150));

        process(record("1", minute));

        assertThat(log.lag()).contains(Duration.ofMillis(150));
    }

    @Test
    void or_from_when_reading_was_hurried_since_something_had_been_written() {
        var minute = clock.instant();
        process();
        clock.advance(Duration.ofSeconds(4));
        hurriedAt = clock.instant();
        clock.advance(Duration.ofMillis(80));

        process(record("1", minute));

        assertThat(log.lag()).contains(Duration.ofMillis(80));
    }

    @Test
    void what_waited_before_the_shard_was_taken_up_is_no_lag_of_this_process() {
        var before = clock.instant();
        clock.advance(Duration.ofHours(1));
        processor.initialize(InitializationInput.builder().shardId("shard").build());
        clock.advance(Duration.ofMillis(200));

        process(record("1", before));

        assertThat(log.lag()).contains(Duration.ofMillis(200));
    }

    @Test
    void a_read_counts_also_when_it_brings_nothing() {
        process();
        process(record("1"));

        assertThat(reads).isEqualTo(2);
    }

    @Test
    void a_checkpoint_that_cannot_be_written_for_now_is_caught_up_by_the_next() {
        leaseTable.failure = Optional.of(new IllegalStateException("the database is away"));
        process(record("1"));
        leaseTable.failure = Optional.empty();
        process(record("2"));

        assertThat(handled).hasSize(2);
        assertThat(leaseTable.checkpoints).containsExactly("2");
        assertThat(starts.number).isZero();
    }

    @Test
    void nothing_is_read_once_the_lease_is_another_nodes() {
        leaseTable.failure = Optional.of(new ShutdownException("not ours"));
        process(record("1"));
        leaseTable.failure = Optional.empty();
        process(record("2"));

        assertThat(handled).hasSize(1);
        assertThat(leaseTable.checkpoints).isEmpty();
        assertThat(starts.number).isZero();
    }

    @Test
    void nothing_is_read_after_the_lease_was_lost() {
        processor.leaseLost(LeaseLostInput.builder().build());

        process(record("1"));

        assertThat(handled).isEmpty();
    }

    /** The library skips a batch whose processing throws, and continues after it. */
    @Test
    void a_batch_that_breaks_off_is_never_passed_by_but_read_anew() {
        leaseTable.failure = Optional.of(new InvalidStateException("no such table"));
        process(record("1"));
        leaseTable.failure = Optional.empty();
        process(record("2"));

        assertThat(handled).hasSize(1);
        assertThat(leaseTable.checkpoints).isEmpty();
        assertThat(starts.number).isEqualTo(1);
        assertThatThrownBy(this::endShard).isInstanceOf(IllegalStateException.class);
        assertThat(leaseTable.checkpoints).isEmpty();
    }

    @Test
    void the_end_of_a_shard_is_saved_when_all_of_it_is_done() {
        process(record("1"));

        endShard();

        assertThat(leaseTable.checkpoints).containsExactly("1", "SHARD_END");
        assertThat(ends).isEqualTo(1);
    }

    @Test
    void the_end_of_a_shard_that_cannot_be_saved_is_not_taken_for_saved() {
        leaseTable.failure = Optional.of(new ShutdownException("not ours"));

        assertThatThrownBy(this::endShard).isInstanceOf(IllegalStateException.class);
    }

    private void process(Record... records) {
        Stream.of(records)
                .map(record -> new ExtendedSequenceNumber(record.dynamodb().sequenceNumber()))
                .forEach(checkpointer::largestPermittedCheckpointValue);
        processor.processRecords(DynamoDBStreamsProcessRecordsInput.builder()
                .records(Stream.of(records)
                        .map(DynamoDBStreamsClientRecord::fromRecord)
                        .toList())
                .checkpointer(checkpointer)
                .cacheEntryTime(clock.instant())
                .build());
    }

    private void endShard() {
        checkpointer.largestPermittedCheckpointValue(ExtendedSequenceNumber.SHARD_END);
        processor.shardEnded(
                ShardEndedInput.builder().checkpointer(checkpointer).build());
    }

    private Record record(String number) {
        return record(number, clock.instant());
    }

    private static Record record(String number, Instant createdAt) {
        return Record.builder()
                .eventName(OperationType.INSERT)
                .dynamodb(change -> change.sequenceNumber(number)
                        .approximateCreationDateTime(createdAt)
                        .keys(key("DONOR#" + number))
                        .newImage(key("DONOR#" + number)))
                .build();
    }

    private static Map<String, AttributeValue> key(String partitionKey) {
        return Item.of(partitionKey, "CITY#haarlem").attributes();
    }

    private static Map<String, AttributeValue> with(Map<String, AttributeValue> item, String name, String text) {
        return Item.from(item).with(name, text).attributes();
    }

    private final class Everything implements StreamListener {

        @Override
        public boolean accepts(StreamRecord record) {
            return true;
        }

        @Override
        public void handle(StreamRecord record) {
            handled.add(record);
        }
    }

    private static final class Starts implements Consumer<Throwable> {

        int number;

        @Override
        public void accept(Throwable cause) {
            number++;
        }
    }

    /** Stores checkpoints like the library, or fails like it. */
    private static final class LeaseTable implements Checkpointer {

        final List<String> checkpoints = new ArrayList<>();
        Optional<Exception> failure = Optional.empty();

        @Override
        public void setCheckpoint(String leaseKey, ExtendedSequenceNumber checkpoint, String token)
                throws KinesisClientLibException {
            if (failure.isPresent() && failure.get() instanceof KinesisClientLibException checked) {
                throw checked;
            }
            if (failure.isPresent() && failure.get() instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            checkpoints.add(checkpoint.sequenceNumber());
        }

        @Override
        public ExtendedSequenceNumber getCheckpoint(String leaseKey) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Checkpoint getCheckpointObject(String leaseKey) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void prepareCheckpoint(String leaseKey, ExtendedSequenceNumber pending, String token) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void prepareCheckpoint(String leaseKey, ExtendedSequenceNumber pending, String token, byte[] state) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void operation(String operation) {
            // for metrics only
        }

        @Override
        public String operation() {
            return "";
        }
    }
}
