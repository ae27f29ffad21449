package org.savealife.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.savealife.fixture.TestClock;
import org.savealife.platform.dynamodb.Item;

class StreamLogTest {

    private static final RecordWait UNKNOWN = new RecordWait(Instant.EPOCH, Instant.EPOCH);

    private final TestClock clock = new TestClock();
    private final StreamLog log = new StreamLog(clock);
    private final List<String> followed = new ArrayList<>();

    @Test
    void an_entry_tells_what_became_of_the_record_and_how_late() {
        var record = donor("100");
        clock.advance(Duration.ofMillis(45));

        log.add(record, Verdict.FILTERED, UNKNOWN);

        assertThat(log.entries())
                .containsExactly(new StreamLog.Entry(
                        "100",
                        clock.instant(),
                        StreamRecord.Kind.INSERT,
                        StreamEntity.DONOR,
                        "7c1d",
                        Verdict.FILTERED,
                        Duration.ofMillis(45)));
        assertThat(log.lag()).contains(Duration.ofMillis(45));
    }

    @Test
    void a_record_from_a_clock_that_is_ahead_is_not_late() {
        var record = donor("100");
        clock.advance(Duration.ofMillis(-45));

        log.add(record, Verdict.FILTERED, UNKNOWN);

        assertThat(log.lag()).contains(Duration.ZERO);
    }

    @ParameterizedTest
    @CsvSource({
        // created   read before   verdict at    lag
        "12:00:00,    12:00:42.800, 12:00:42.900, PT0.1S",
        "12:00:42,    12:00:41.800, 12:00:42.900, PT0.9S",
        "12:00:00,    12:10:00,     12:10:01,     PT9M1S",
    })
    void a_change_is_not_older_than_the_read_that_did_not_show_it(
            LocalTime createdAt, LocalTime previousRead, LocalTime verdictAt, Duration lag) {
        var record = donor("100", today(createdAt));
        clock.advance(Duration.between(clock.instant(), today(verdictAt)));

        log.add(record, Verdict.FILTERED, new RecordWait(Instant.EPOCH, today(previousRead)));

        assertThat(log.lag()).contains(lag);
    }

    /** Nobody read meanwhile, for example at night on a developer's machine. */
    @Test
    void what_waited_from_before_this_process_read_is_shown_as_late_and_alarms_nobody() {
        var record = donor("100");
        clock.advance(Duration.ofHours(9));
        var begunAt = clock.instant();
        clock.advance(Duration.ofMillis(300));

        log.add(record, Verdict.FILTERED, new RecordWait(begunAt, Instant.EPOCH));

        assertThat(log.entries())
                .extracting(StreamLog.Entry::lag)
                .containsExactly(Duration.ofHours(9).plusMillis(300));
        assertThat(log.lag()).contains(Duration.ofMillis(300));
        assertThat(log.highestLag()).contains(Duration.ofMillis(300));
    }

    @Test
    void a_process_that_does_not_keep_up_with_what_waited_is_late_all_the_same() {
        var record = donor("100");
        clock.advance(Duration.ofHours(9));
        var begunAt = clock.instant();
        clock.advance(Duration.ofMinutes(20));

        log.add(record, Verdict.FILTERED, new RecordWait(begunAt, Instant.EPOCH));

        assertThat(log.highestLag()).contains(Duration.ofMinutes(20));
    }

    @Test
    void records_about_bookkeeping_are_counted_and_not_shown() {
        log.follow("", this::note);

        log.add(
                StreamRecord.inserted("100", Item.of("EMAIL#ana@example.org", "EMAIL"), clock.instant()),
                Verdict.FILTERED,
                UNKNOWN);

        assertThat(log.entries()).isEmpty();
        assertThat(followed).isEmpty();
        assertThat(log.bookkeeping()).isEqualTo(1);
    }

    @Test
    void the_last_hour_is_counted_and_the_highest_lag_of_the_last_minutes_known() {
        var record = donor("100");
        clock.advance(Duration.ofMillis(450));
        log.add(record, Verdict.FILTERED, UNKNOWN);
        log.add(donor("101"), Verdict.HANDLED, UNKNOWN);

        assertThat(log.lag()).contains(Duration.ZERO);
        assertThat(log.highestLag()).contains(Duration.ofMillis(450));
        assertThat(log.lastHour(Verdict.FILTERED)).isEqualTo(1);
        assertThat(log.lastHour(Verdict.HANDLED)).isEqualTo(1);
    }

    @Test
    void only_the_newest_records_are_kept() {
        for (var number = 1; number <= StreamLog.CAPACITY + 2; number++) {
            log.add(donor(Integer.toString(number)), Verdict.FILTERED, UNKNOWN);
        }

        assertThat(log.entries()).hasSize(StreamLog.CAPACITY);
        assertThat(log.entries().get(0).sequenceNumber()).isEqualTo("3");
    }

    @Test
    void a_follower_gets_what_was_there_and_what_comes() {
        Consumer<StreamLog.Entry> follower = this::note;
        log.add(donor("100"), Verdict.FILTERED, UNKNOWN);
        log.follow("", follower);
        log.add(donor("101"), Verdict.FILTERED, UNKNOWN);

        log.unfollow(follower);
        log.add(donor("102"), Verdict.FILTERED, UNKNOWN);

        assertThat(followed).containsExactly("100", "101");
    }

    @Test
    void a_follower_who_comes_back_gets_what_they_missed() {
        for (var number : List.of("100", "101", "102")) {
            log.add(donor(number), Verdict.FILTERED, UNKNOWN);
        }

        log.follow("101", this::note);

        assertThat(followed).containsExactly("102");
    }

    @Test
    void a_follower_who_saw_a_record_that_was_read_twice_misses_nothing_in_between() {
        for (var number : List.of("100", "101", "100")) {
            log.add(donor(number), Verdict.FILTERED, UNKNOWN);
        }

        log.follow("100", this::note);

        assertThat(followed).containsExactly("101", "100");
    }

    @Test
    void a_follower_who_was_away_for_longer_than_the_log_reaches_back_gets_all_of_it() {
        log.add(donor("100"), Verdict.FILTERED, UNKNOWN);

        log.follow("17", this::note);

        assertThat(followed).containsExactly("100");
    }

    private void note(StreamLog.Entry entry) {
        followed.add(entry.sequenceNumber());
    }

    private Instant today(LocalTime time) {
        return clock.instant().atZone(ZoneOffset.UTC).with(time).toInstant();
    }

    private StreamRecord donor(String number) {
        return donor(number, clock.instant());
    }

    private static StreamRecord donor(String number, Instant createdAt) {
        return StreamRecord.inserted(number, Item.of("DONOR#7c1d", "CITY#haarlem"), createdAt);
    }
}
