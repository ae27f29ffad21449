package org.savealife.invitation.opening;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.savealife.donation.DonationBuilder.aDonation;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.donation.CalendarRepository;
import org.savealife.donation.Donation;
import org.savealife.donation.StoredDonations;
import org.savealife.donor.store.StoredCities;
import org.savealife.fixture.TestClock;
import org.savealife.invitation.StoredRuns;
import org.savealife.invitation.audience.TestReplies;
import org.savealife.invitation.notice.Notices;
import org.savealife.invitation.worker.IdleWorker;
import org.savealife.platform.dynamodb.TestTables;
import org.savealife.platform.paging.Cursor;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

class DonationSweepTest {

    private static final Duration HOUR = Duration.ofHours(1);

    private final TestClock clock = new TestClock();
    private final AtomicInteger calls = new AtomicInteger();
    private EmbeddedDynamoDb database;
    private TestTables tables;
    private DynamoDbClient counted;
    private StoredRuns stored;
    private CalendarRepository calendar;
    private DonationSweep sweep;

    /** Each test has its own tables, as a sweep covers all donations. */
    @BeforeEach
    void connect() {
        database = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
        tables = new TestTables(database.endpoint());
        counted = TestTables.client(database.endpoint(), new ExecutionInterceptor() {
            @Override
            public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
                calls.incrementAndGet();
            }
        });
        stored = new StoredRuns(tables, counted, clock);
        calendar = StoredDonations.calendar(tables, counted, clock);
        sweep = new DonationSweep(
                TestTables.role("web"),
                tables.tables(),
                StoredDonations.repository(tables, counted, clock),
                calendar,
                stored.runs,
                new SweepRepository(counted, tables.tables(), clock),
                stored.late,
                new Notices(
                        stored.runs,
                        stored.runStatus,
                        stored.ledger,
                        new TestReplies(),
                        IdleWorker.of(tables, clock),
                        clock),
                IdleWorker.of(tables, clock),
                clock);
    }

    @AfterEach
    void disconnect() {
        counted.close();
        tables.close();
        database.close();
    }

    @Test
    void runs_of_coming_donations_that_have_none_are_opened_and_those_of_past_ones_are_not() {
        var coming = filed(Duration.ofDays(1));
        var past = filed(Duration.ofDays(-1));

        sweep.sweepComing();
        sweep.sweepComing();

        assertThat(stored.runs.existing(List.of(coming.id(), past.id()))).containsExactly(coming.id());
    }

    @Test
    void four_thousand_past_donations_cost_no_read() {
        filed(Duration.ofDays(1));
        sweep.sweepComing();
        calls.set(0);
        sweep.sweepComing();
        var withoutPast = calls.get();
        StoredDonations.addAll(
                tables,
                Stream.generate(() -> donation(Duration.ofDays(-40)))
                        .limit(4_000)
                        .toList());

        calls.set(0);
        sweep.sweepComing();

        assertThat(calls.get()).isEqualTo(withoutPast);
    }

    @Test
    void one_that_another_tool_stored_while_the_stream_was_down_is_filed_and_its_run_opened() {
        var donation = donation(Duration.ofDays(1));
        StoredDonations.add(tables.client(), "savealife", donation);
        sweep.sweepComing();
        assertThat(stored.runs.existing(List.of(donation.id()))).isEmpty();
        StoredCities.register(tables.client(), donation.city().name());

        assertThat(sweep.sweepPage(Cursor.NONE)).isEqualTo(Cursor.NONE);

        assertThat(stored.runs.existing(List.of(donation.id()))).isNotEmpty();
        assertThat(StoredDonations.coming(calendar)).containsExactly(donation);
    }

    @Test
    void one_that_cannot_be_filed_holds_up_no_other() {
        // its entry would have a key that DynamoDB does not allow
        var bad = aDonation().withId("x".repeat(1_010)).build();
        var good = donation(Duration.ofDays(2));
        for (var donation : List.of(bad, good)) {
            StoredDonations.add(tables.client(), "savealife", donation);
            StoredCities.register(tables.client(), donation.city().name());
        }

        sweep.sweepPage(Cursor.NONE);

        assertThat(StoredDonations.coming(calendar)).containsExactly(good);
        assertThat(stored.runs.existing(List.of(good.id(), bad.id()))).hasSize(2);
    }

    @Test
    void one_node_sweeps_for_all_and_another_where_it_came_to_nothing() {
        var done = new AtomicInteger();
        sweep.sweepIfDue("COMING", HOUR, done::incrementAndGet);
        sweep.sweepIfDue("COMING", HOUR, done::incrementAndGet);
        assertThat(done).hasValue(1);

        clock.advance(HOUR);
        assertThatThrownBy(() -> sweep.sweepIfDue("COMING", HOUR, () -> {
                    throw new IllegalStateException("broken");
                }))
                .hasMessage("broken");
        sweep.sweepIfDue("COMING", HOUR, done::incrementAndGet);

        assertThat(done).hasValue(2);
    }

    private Donation filed(Duration fromNow) {
        var donation = donation(fromNow);
        StoredDonations.addAll(tables, List.of(donation));
        return donation;
    }

    private Donation donation(Duration fromNow) {
        return aDonation().at(clock.instant().plus(fromNow)).build();
    }
}
