package org.savealife.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.savealife.fixture.TestClock;
import org.savealife.platform.dynamodb.BusyDatabase;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.retry.BackOff;

class RecordHandlerTest {

    private static final RecordWait UNKNOWN = new RecordWait(Instant.EPOCH, Instant.EPOCH);

    private static final BackOff QUICK = new BackOff(Duration.ofMillis(1), Duration.ofMillis(4));

    private final TestClock clock = new TestClock();
    private final StopSignal stop = new StopSignal();
    private final Donations donations = new Donations();
    private final Shelf shelf = new Shelf();
    private final StreamLog log = new StreamLog(clock);
    private final List<String> checkpoints = new ArrayList<>();
    private final List<StreamRecord> shown = new ArrayList<>();
    private StreamBatchListener witness = batch -> {};

    @Test
    void the_checkpoint_moves_behind_a_batch_once_all_of_it_is_handled() {
        var finished = read(donation("1"), donation("2"), donation("3"));

        assertThat(finished).isTrue();
        assertThat(donations.handled).containsExactly("1", "2", "3");
        assertThat(checkpoints).containsExactly("3");
    }

    @Test
    void records_that_no_listener_accepts_are_passed_over() {
        read(donor("1"), donation("2"), donor("3"));

        assertThat(donations.handled).containsExactly("2");
        assertThat(verdicts()).containsExactly(Verdict.FILTERED, Verdict.HANDLED, Verdict.FILTERED);
        assertThat(checkpoints).containsExactly("3");
    }

    @Test
    void an_empty_batch_moves_no_checkpoint() {
        assertThat(read()).isTrue();
        assertThat(checkpoints).isEmpty();
    }

    @Test
    void a_record_that_fails_for_a_while_is_handled_in_its_place() {
        donations.failures.put("2", RecordHandler.ATTEMPTS - 1);

        var finished = read(donation("1"), donation("2"), donation("3"));

        assertThat(finished).isTrue();
        assertThat(donations.handled).containsExactly("1", "2", "3");
        assertThat(shelf.parked).isEmpty();
    }

    @Test
    void a_record_that_keeps_failing_is_parked_and_the_ones_behind_it_go_on() {
        donations.failures.put("2", Integer.MAX_VALUE);

        var finished = read(donation("1"), donation("2"), donation("3"));

        assertThat(finished).isTrue();
        assertThat(donations.handled).containsExactly("1", "3");
        assertThat(shelf.parked).containsExactly("2");
        assertThat(shelf.lastFailure.error()).isEqualTo("java.lang.IllegalStateException: no city in 2");
        assertThat(donations.attempts.get("2")).isEqualTo(RecordHandler.ATTEMPTS);
        assertThat(verdicts()).containsExactly(Verdict.HANDLED, Verdict.PARKED, Verdict.HANDLED);
        assertThat(checkpoints).containsExactly("2", "3");
    }

    @Test
    void an_error_of_the_virtual_machine_parks_a_record_like_an_exception() {
        donations.failing = number -> {
            throw new StackOverflowError();
        };
        donations.failures.put("1", Integer.MAX_VALUE);

        assertThat(read(donation("1"), donation("2"))).isTrue();
        assertThat(shelf.parked).containsExactly("1");
    }

    @Test
    void failures_while_the_database_is_away_do_not_count() {
        donations.failures.put("1", RecordHandler.ATTEMPTS * 3);
        shelf.closedFor = RecordHandler.ATTEMPTS * 3;

        read(donation("1"));

        assertThat(donations.handled).containsExactly("1");
        assertThat(shelf.parked).isEmpty();
    }

    @Test
    void a_record_that_the_database_is_too_busy_for_is_waited_for_and_not_parked() {
        donations.failing = number -> {
            throw BusyDatabase.error("ThrottlingException");
        };
        donations.failures.put("1", RecordHandler.ATTEMPTS * 10);

        read(donation("1"));

        assertThat(donations.handled).containsExactly("1");
        assertThat(shelf.parked).isEmpty();
    }

    @Test
    void a_database_that_stays_too_busy_for_one_record_does_not_hold_up_the_others_for_ever() {
        donations.failing = number -> {
            throw BusyDatabase.error("ThrottlingException");
        };
        donations.failures.put("1", Integer.MAX_VALUE);

        read(donation("1"), donation("2"));

        assertThat(donations.attempts.get("1")).isEqualTo(RecordHandler.MAX_WAITS);
        assertThat(shelf.parked).containsExactly("1");
        assertThat(donations.handled).containsExactly("2");
    }

    @Test
    void a_record_that_cannot_be_parked_holds_the_checkpoint_until_it_can() {
        donations.failures.put("2", Integer.MAX_VALUE);
        shelf.refusals = 3;

        read(donation("1"), donation("2"));

        assertThat(shelf.parked).containsExactly("2");
        assertThat(shelf.checkpointsWhenParked).isEmpty();
        assertThat(checkpoints).containsExactly("2", "2");
    }

    @Test
    void a_stop_while_a_record_is_tried_again_leaves_it_to_the_next_reader() {
        donations.failures.put("2", Integer.MAX_VALUE);
        shelf.refusals = Integer.MAX_VALUE;
        shelf.onRefusal = stop::raise;

        var finished = read(donation("1"), donation("2"), donation("3"));

        assertThat(finished).isFalse();
        assertThat(donations.handled).containsExactly("1");
        assertThat(checkpoints).containsExactly("1");
        assertThat(verdicts()).containsExactly(Verdict.HANDLED);
    }

    @Test
    void nothing_is_handled_after_a_stop() {
        stop.raise();

        assertThat(read(donation("1"))).isFalse();
        assertThat(donations.attempts).isEmpty();
        assertThat(checkpoints).isEmpty();
    }

    @Test
    void an_interrupted_reader_ends_and_stays_interrupted() {
        donations.failures.put("1", Integer.MAX_VALUE);
        Thread.currentThread().interrupt();

        var finished = read(donation("1"));

        assertThat(finished).isFalse();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(checkpoints).isEmpty();
    }

    @Test
    void reading_ends_when_the_shard_went_to_another_node() {
        assertThat(readForAnother(donation("1"))).isFalse();
    }

    @Test
    void records_behind_a_parked_one_are_left_when_the_shard_went_to_another_node() {
        donations.failures.put("1", Integer.MAX_VALUE);

        var finished = readForAnother(donation("1"), donation("2"));

        assertThat(finished).isFalse();
        assertThat(shelf.parked).containsExactly("1");
        assertThat(donations.handled).isEmpty();
    }

    @Test
    void a_checkpoint_that_breaks_is_no_failure_of_a_record() {
        assertThatThrownBy(() -> reader().read(List.of(donation("1")), UNKNOWN, sequenceNumber -> {
                    throw new IllegalStateException("no lease table");
                }))
                .hasMessage("no lease table");
        assertThat(donations.attempts.get("1")).isEqualTo(1);
        assertThat(shelf.parked).isEmpty();
    }

    @Test
    void every_batch_is_shown_to_the_witnesses_before_its_records_are_handled() {
        witness = batch -> {
            assertThat(donations.handled).isEmpty();
            shown.addAll(batch);
        };

        read(donation("1"), donor("2"));
        read();

        assertThat(shown).extracting(StreamRecord::sequenceNumber).containsExactly("1", "2");
        assertThat(verdicts()).containsExactly(Verdict.HANDLED, Verdict.FILTERED);
    }

    @Test
    void a_batch_that_could_not_be_taken_note_of_is_shown_again() {
        witness = batch -> {
            shown.addAll(batch);
            if (shown.size() < RecordHandler.ATTEMPTS) {
                throw new IllegalStateException("not now");
            }
        };

        assertThat(read(donation("1"))).isTrue();
        assertThat(shown).hasSize(RecordHandler.ATTEMPTS);
        assertThat(donations.handled).containsExactly("1");
    }

    @Test
    void a_witness_that_keeps_failing_does_not_hold_up_the_records() {
        witness = batch -> {
            shown.addAll(batch);
            throw new StackOverflowError();
        };

        assertThat(read(donation("1"), donation("2"))).isTrue();
        assertThat(shown).hasSize(2 * RecordHandler.ATTEMPTS);
        assertThat(donations.handled).containsExactly("1", "2");
        assertThat(checkpoints).containsExactly("2");
    }

    @Test
    void a_batch_is_shown_for_as_long_as_the_database_is_away_and_left_to_the_next_reader_at_a_stop() {
        shelf.closedFor = Integer.MAX_VALUE;
        witness = batch -> {
            shown.addAll(batch);
            if (shown.size() == 3 * RecordHandler.ATTEMPTS) {
                stop.raise();
            }
            throw new IllegalStateException("away");
        };

        assertThat(read(donation("1"))).isFalse();
        assertThat(shown).hasSize(3 * RecordHandler.ATTEMPTS);
        assertThat(donations.attempts).isEmpty();
        assertThat(checkpoints).isEmpty();
    }

    private boolean read(StreamRecord... batch) {
        return reader().read(List.of(batch), UNKNOWN, checkpoints::add);
    }

    private boolean readForAnother(StreamRecord... batch) {
        return reader().read(List.of(batch), UNKNOWN, sequenceNumber -> false);
    }

    private RecordHandler reader() {
        return new RecordHandler(new StreamListeners(List.of(donations), List.of(witness)), shelf, log, stop, QUICK);
    }

    private List<Verdict> verdicts() {
        return log.entries().stream().map(StreamLog.Entry::verdict).toList();
    }

    private StreamRecord donation(String number) {
        return StreamRecord.inserted(number, Item.of("DONATION#" + number, "CITY#haarlem"), clock.instant());
    }

    private StreamRecord donor(String number) {
        return StreamRecord.inserted(number, Item.of("DONOR#" + number, "CITY#haarlem"), clock.instant());
    }

    /** Handles donations, some of them only after a number of failures. */
    private static final class Donations implements StreamListener {

        final Map<String, Integer> failures = new HashMap<>();
        final Map<String, Integer> attempts = new HashMap<>();
        final List<String> handled = new ArrayList<>();
        Consumer<String> failing = number -> {
            throw new IllegalStateException("no city in " + number);
        };

        @Override
        public boolean accepts(StreamRecord record) {
            return record.entity() == StreamEntity.DONATION;
        }

        @Override
        public void handle(StreamRecord record) {
            var number = record.sequenceNumber();
            if (attempts.merge(number, 1, Integer::sum) > failures.getOrDefault(number, 0)) {
                handled.add(number);
                return;
            }
            failing.accept(number);
        }
    }

    /** Stores parked records; closed for a number of looks, and refusing a number of records. */
    private final class Shelf implements RecordHandler.Parking {

        final List<String> parked = new ArrayList<>();
        List<String> checkpointsWhenParked = List.of();
        FailureSummary lastFailure = new FailureSummary("", "");
        int closedFor;
        int refusals;
        Runnable onRefusal = () -> {};

        @Override
        public void park(StreamRecord record, int attempts, FailureSummary failure) {
            if (refusals > 0) {
                refusals--;
                onRefusal.run();
                throw new IllegalStateException("the database is away");
            }
            parked.add(record.sequenceNumber());
            checkpointsWhenParked = List.copyOf(checkpoints);
            lastFailure = failure;
        }

        @Override
        public boolean isOpen() {
            return closedFor-- <= 0;
        }
    }
}
