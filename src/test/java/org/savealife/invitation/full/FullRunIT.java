package org.savealife.invitation.full;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.savealife.donation.DonationBuilder.aDonation;
import static org.savealife.donor.DonorBuilder.aDonor;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.donation.Donation;
import org.savealife.donation.DonationBuilder;
import org.savealife.donation.Seating;
import org.savealife.donor.Donor;
import org.savealife.fixture.CountingRelay.Step;
import org.savealife.fixture.TestClock;
import org.savealife.invitation.InvitationRun;
import org.savealife.invitation.Outcome;
import org.savealife.invitation.worker.RunUnderTest;
import org.savealife.platform.RandomId;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.TestTables;
import org.savealife.stream.StreamRecord;
import org.savealife.visit.Answer;
import org.savealife.visit.StoredVisits;
import org.savealife.visit.Visit;
import org.savealife.visit.VisitRepository;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;

/** Invitations to a donation with few seats, whose readers book as soon as they have their mail. */
@Timeout(120)
class FullRunIT {

    private static final int PAGE = 100;
    private static final Watcher WATCHER = new Watcher();

    private static EmbeddedDynamoDb database;
    private static TestTables tables;
    private static TestTables watched;

    private final TestClock clock = new TestClock();
    private final Instant nextWeek = clock.instant().plus(Duration.ofDays(7));
    private final Map<String, Donor> byAddress = new ConcurrentHashMap<>();
    private VisitRepository visits;
    private Optional<RunUnderTest> opened = Optional.empty();

    @BeforeAll
    static void connect() {
        database = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
        tables = new TestTables(database.endpoint());
        watched = TestTables.watched(database.endpoint(), WATCHER);
    }

    @AfterAll
    static void disconnect() {
        watched.close();
        tables.close();
        database.close();
    }

    @BeforeEach
    void readVisits() {
        visits = StoredVisits.repository(tables, clock);
    }

    @AfterEach
    void stop() {
        WATCHER.whenPausing.set(Optional.empty());
        opened.ifPresent(RunUnderTest::close);
    }

    @Test
    void mails_stop_within_a_page_of_full_and_go_on_when_a_seat_is_left_or_added_and_nobody_gets_two() {
        var run = announced(donation().withSeats(60));
        var donors = donors(run, 350);

        run.work();

        assertThat(run.relay.count()).isEqualTo(PAGE);
        assertFull(run);
        assertThat(visits.counts(run.donation.id()).booked()).isEqualTo(60);

        giveUp(run, booked(run));
        assertThat(run.run().status()).isEqualTo(InvitationRun.Status.RUNNING);
        run.work();

        assertThat(run.relay.count()).isEqualTo(2 * PAGE);
        assertFull(run);

        setSeats(run, new Seating(0, 0, 1000, 1));
        run.work();

        assertThat(run.run().status()).isEqualTo(InvitationRun.Status.FINISHED);
        assertThat(run.run().reason()).isEmpty();
        assertThat(run.mailsTo(donors)).isEqualTo(Map.of(1, 350L));
        StoredVisits.addUp(tables, run.donation);
    }

    @Test
    void a_limit_that_is_removed_and_a_donor_who_is_erased_let_invitations_go_on() {
        var run = announced(donation().withSeats(1));
        donors(run, 250);
        run.work();
        assertThat(run.relay.count()).isEqualTo(PAGE);
        var booked = booked(run);
        var before = StoredVisits.item(tables, run.donation, booked);

        visits.erase(booked);
        deliver(run, StreamRecord.removed("1", before, Instant.EPOCH));
        run.work();
        assertThat(run.relay.count()).isEqualTo(2 * PAGE);

        setSeats(run, Seating.NONE);
        run.work();
        assertThat(run.relay.count()).isEqualTo(250);
    }

    @Test
    void a_seat_that_is_held_for_somebody_who_waits_is_not_free() {
        var run = announced(donation().withSeats(1));
        var waitingLists = StoredVisits.waitingLists(tables, clock);
        donors(run, 150);
        run.work();
        visits.answer(run.donation, "waiting", new Answer.Wait(), Visit.Via.STAFF);

        giveUp(run, booked(run));
        assertFull(run);
        assertThat(waitingLists.offerNext(run.donation)).isEqualTo(1);
        run.stored.fullRuns.sweep();
        assertFull(run);

        var before = StoredVisits.item(tables, run.donation, "waiting");
        clock.advance(Duration.ofDays(2));
        assertThat(waitingLists.lapseDue(clock.instant())).isEqualTo(1);
        deliver(run, changed(before, StoredVisits.item(tables, run.donation, "waiting")));
        run.work();

        assertThat(run.relay.count()).isEqualTo(150);
    }

    @Test
    void a_run_that_staff_pause_stays_paused_whether_it_is_full_or_not() {
        var run = announced(donation().withSeats(1));
        donors(run, 150);
        run.work();
        assertFull(run);

        assertThat(run.stored.runStatus.pause(run.donation.id(), "staff")).isTrue();
        giveUp(run, booked(run));
        run.stored.fullRuns.sweep();
        run.work();

        assertThat(run.run().status()).isEqualTo(InvitationRun.Status.PAUSED);
        assertThat(run.run().reason()).isEqualTo("staff");
        assertThat(run.relay.count()).isEqualTo(PAGE);
        clock.advance(Duration.ofDays(8));
        run.stored.fullRuns.sweep();
        assertThat(run.run().reason()).isEqualTo("staff");
        assertThat(run.stored.openRuns.findFull()).doesNotContain(run.donation.id());
    }

    @Test
    void when_the_donation_begins_the_run_ends_and_the_ledger_says_full_of_whom_it_did_not_write_to() {
        var run = announced(donation().lasting(Duration.ofHours(4)).withSeats(1));
        var donors = donors(run, 150);
        run.work();
        var late = aDonor().from(run.donation.city().name()).build();
        byAddress.put(late.email().value(), late);
        run.signUp(late);
        run.work();
        assertFull(run);

        clock.advance(Duration.ofDays(7));
        run.stored.fullRuns.sweep();
        run.work();

        assertThat(run.run().status()).isEqualTo(InvitationRun.Status.FINISHED);
        assertThat(run.run().reason()).isEqualTo(InvitationRun.FULL);
        assertThat(run.run().counts().sent()).isEqualTo(PAGE);
        assertThat(run.run().counts().skipped()).isEqualTo(Map.of(InvitationRun.FULL, 51L));
        assertThat(run.outcome(late)).contains(new Outcome.Skipped(InvitationRun.FULL));
        assertThat(donors)
                .allSatisfy(donor -> assertThat(run.outcome(donor))
                        .contains(
                                run.mailsTo(donor) == 1
                                        ? new Outcome.Sent()
                                        : new Outcome.Skipped(InvitationRun.FULL)));
        assertThat(run.stored.openRuns.findFull()).doesNotContain(run.donation.id());
    }

    @Test
    void a_run_that_waits_is_cancelled_when_its_donation_is_called_off() {
        var run = announced(donation().withSeats(1));
        donors(run, 150);
        run.work();
        run.donations.cancel(run.donation.id());

        run.stored.fullRuns.sweep();
        run.stored.fullRuns.sweep();

        assertThat(run.run().status()).isEqualTo(InvitationRun.Status.CANCELLED);
        assertThat(run.run().reason()).isEqualTo("donation_cancelled");
        assertThat(run.stored.openRuns.findFull()).doesNotContain(run.donation.id());
    }

    @Test
    void whoever_comes_late_to_a_full_donation_is_invited_once_a_seat_is_free() {
        var run = announced(donation().withSeats(1));
        donors(run, 3);
        run.work();
        assertThat(run.run().status()).isEqualTo(InvitationRun.Status.FINISHED);
        var late = aDonor().from(run.donation.city().name()).build();
        byAddress.put(late.email().value(), late);

        run.signUp(late);
        run.work();
        assertFull(run);
        assertThat(run.mailsTo(late)).isZero();
        giveUp(run, booked(run));
        run.work();

        assertThat(run.mailsTo(late)).isEqualTo(1);
        assertThat(run.run().status()).isEqualTo(InvitationRun.Status.FINISHED);
    }

    @Test
    void a_seat_that_is_left_while_the_run_pauses_is_not_overlooked() {
        var run = announced(watched, donation().withSeats(1));
        donors(run, 250);
        WATCHER.whenPausing.set(
                Optional.of(() -> visits.answer(run.donation, booked(run), new Answer.GiveUp(), Visit.Via.STAFF)));

        run.work();

        assertThat(run.relay.count()).isEqualTo(2 * PAGE);
        assertFull(run);
    }

    @Test
    void seats_are_read_once_for_each_page_and_not_at_all_without_a_limit() {
        var limited = announced(watched, donation().withSeats(1000));
        donors(limited, 350);
        WATCHER.seatsRead.set(0);
        limited.work();
        assertThat(limited.relay.count()).isEqualTo(350);
        assertThat(WATCHER.seatsRead).as("4 pages, and the begin").hasValue(5);
        limited.close();

        var unlimited = announced(watched, donation());
        donors(unlimited, 350);
        WATCHER.seatsRead.set(0);
        unlimited.work();
        assertThat(unlimited.relay.count()).isEqualTo(350);
        assertThat(WATCHER.seatsRead).hasValue(0);
    }

    private DonationBuilder donation() {
        return aDonation().in("Haarlem " + RandomId.next()).at(nextWeek);
    }

    private RunUnderTest announced(DonationBuilder donation) {
        return announced(tables, donation);
    }

    /** Whoever gets a mail books, if there is a free seat. */
    private RunUnderTest announced(TestTables used, DonationBuilder donation) {
        var run = new RunUnderTest(used, clock, donation.build()).announced();
        opened = Optional.of(run);
        run.relay.temper((step, recipient) -> {
            if (step == Step.END && run.donation.seating().isLimited()) {
                book(run.donation, Objects.requireNonNull(byAddress.get(recipient)));
            }
            return Optional.empty();
        });
        return run;
    }

    private synchronized void book(Donation donation, Donor donor) {
        if (visits.slots(donation).get(0).free() > 0) {
            visits.answer(donation, donor.id(), new Answer.Yes(donation.startsAt()), Visit.Via.LINK);
        }
    }

    private List<Donor> donors(RunUnderTest run, int count) {
        var donors = run.donors(count);
        byAddress.putAll(donors.stream().collect(toMap(donor -> donor.email().value(), donor -> donor)));
        return donors;
    }

    private String booked(RunUnderTest run) {
        return StoredVisits.all(tables, run.donation).stream()
                .filter(visit -> visit.state() == Visit.State.BOOKED)
                .map(Visit::donorId)
                .findFirst()
                .orElseThrow();
    }

    private void giveUp(RunUnderTest run, String donorId) {
        var before = StoredVisits.item(tables, run.donation, donorId);
        visits.answer(run.donation, donorId, new Answer.GiveUp(), Visit.Via.LINK);
        deliver(run, changed(before, StoredVisits.item(tables, run.donation, donorId)));
    }

    private void setSeats(RunUnderTest run, Seating seating) {
        var before = donationItem(run.donation);
        visits.setSeats(run.donation, seating);
        deliver(run, changed(before, donationItem(run.donation)));
    }

    private static Item donationItem(Donation donation) {
        var key = Item.of("DONATION#" + donation.id(), "CITY#" + donation.city().key());
        return Item.from(tables.client()
                .getItem(get ->
                        get.tableName(tables.tables().main()).key(key.key()).consistentRead(true))
                .item());
    }

    private static StreamRecord changed(Item before, Item after) {
        return StreamRecord.modified("1", before, after, Instant.EPOCH);
    }

    /** The stream brings a record to a worker. */
    private static void deliver(RunUnderTest run, StreamRecord record) {
        var listener = new FreedSeatListener(run.stored.fullRuns);
        assertThat(listener.accepts(record)).isTrue();
        listener.handle(record);
    }

    private static void assertFull(RunUnderTest run) {
        assertThat(run.run().isFull()).isTrue();
        assertThat(run.openSegments()).isEmpty();
        assertThat(run.stored.openRuns.findFull()).contains(run.donation.id());
        assertThat(run.stored.openRuns.findWork().runs()).doesNotContain(run.donation.id());
        assertThat(run.stored.calendar.wantingAttention()).doesNotContain(run.donation);
    }

    /** Counts reads of seats, and does something once just before a run pauses as full. */
    private static final class Watcher implements ExecutionInterceptor {

        private final AtomicInteger seatsRead = new AtomicInteger();
        private final AtomicReference<Optional<Runnable>> whenPausing = new AtomicReference<>(Optional.empty());

        @Override
        public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
            if (context.request() instanceof QueryRequest query
                    && query.expressionAttributeValues().containsKey(":slots")) {
                seatsRead.incrementAndGet();
            }
            if (context.request() instanceof TransactWriteItemsRequest write && isPause(write)) {
                whenPausing.getAndSet(Optional.empty()).ifPresent(Runnable::run);
            }
        }

        private static boolean isPause(TransactWriteItemsRequest write) {
            return write.transactItems().stream()
                    .filter(item -> item.update() != null)
                    .map(item -> item.update().expressionAttributeValues().get(":reason"))
                    .anyMatch(reason -> reason != null && InvitationRun.FULL.equals(reason.s()));
        }
    }
}
