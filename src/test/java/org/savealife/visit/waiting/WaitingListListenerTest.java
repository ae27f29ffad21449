package org.savealife.visit.waiting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.savealife.donation.DonationBuilder.aDonation;
import static org.savealife.donor.DonorBuilder.aDonor;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.donation.Donation;
import org.savealife.donation.DonationRepository;
import org.savealife.donation.Seating;
import org.savealife.donation.StoredDonations;
import org.savealife.donor.store.DonorRepository;
import org.savealife.donor.store.StoredDonors;
import org.savealife.fixture.TestClock;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.TestTables;
import org.savealife.stream.StreamRecord;
import org.savealife.visit.Answer;
import org.savealife.visit.Slot;
import org.savealife.visit.StoredVisits;
import org.savealife.visit.Visit;
import org.savealife.visit.VisitRepository;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

class WaitingListListenerTest {

    private static final AtomicInteger CALLS = new AtomicInteger();
    private static EmbeddedDynamoDb database;
    private static TestTables tables;

    private final TestClock clock = new TestClock();
    private final Instant start = clock.instant().plus(Duration.ofDays(4));
    private final List<String> told = new ArrayList<>();
    private VisitRepository visits;
    private DonationRepository donations;
    private DonorRepository donors;
    private WaitingListListener listener;
    private Donation donation;
    private String booked = "";
    private String waiting = "";

    @BeforeAll
    static void connect() {
        database = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
        tables = TestTables.watched(database.endpoint(), new ExecutionInterceptor() {
            @Override
            public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
                CALLS.incrementAndGet();
            }
        });
    }

    @BeforeEach
    void begin() {
        visits = StoredVisits.repository(tables, clock);
        donations = StoredDonations.repository(tables, clock);
        donors = StoredDonors.repository(tables);
        listener = new WaitingListListener(
                visits,
                StoredVisits.waitingLists(tables, clock),
                donations,
                donors,
                List.of((offered, donorId) -> told.add(donorId)));
        donation = aDonation().at(start).withSeats(1).build();
        donations.add(donation);
        booked = signedUp();
        waiting = signedUp();
        answer(booked, new Answer.Yes(start));
        answer(waiting, new Answer.Wait());
    }

    @AfterEach
    void everything_adds_up() {
        StoredVisits.addUp(tables, donation);
    }

    @AfterAll
    static void disconnect() {
        tables.close();
        database.close();
    }

    @Test
    void a_seat_that_is_given_up_is_offered_and_the_donor_is_told_once() {
        var before = item(booked);
        answer(booked, new Answer.GiveUp());

        listener.see(List.of(modified(before, item(booked))));

        assertThat(visit(waiting)).map(Visit::state).contains(Visit.State.OFFERED);
        assertThat(told).isEmpty();

        var offered = item(waiting);
        listener.see(List.of(modified(before, offered)));
        assertThat(told).containsExactly(waiting);

        answer(waiting, new Answer.Yes(start));
        listener.see(List.of(modified(offered, item(waiting))));
        assertThat(told).containsExactly(waiting);
    }

    @Test
    void records_of_anything_else_cost_nothing() {
        var donor = StoredDonors.item(tables, booked).orElseThrow();
        var donationItem = donationItem();
        CALLS.set(0);

        listener.see(List.of(
                StreamRecord.inserted("1", donor, clock.instant()),
                modified(donor, donor.with("type", "O+")),
                StreamRecord.inserted("2", Item.of("DONORS#subscribed#O+", "x"), clock.instant()),
                modified(donationItem, donationItem.with("note", "Bring a friend."))));

        assertThat(CALLS).hasValue(0);
    }

    @Test
    void visits_of_a_donor_who_was_deleted_are_deleted_and_the_seat_is_offered() {
        var donorItem = StoredDonors.item(tables, booked).orElseThrow();
        var visitItem = item(booked);
        donors.erase(booked);

        listener.see(List.of(StreamRecord.removed("1", donorItem, clock.instant())));

        assertThat(visit(booked)).isEmpty();
        listener.see(List.of(StreamRecord.removed("2", visitItem, clock.instant())));
        assertThat(visit(waiting)).map(Visit::state).contains(Visit.State.OFFERED);
    }

    @Test
    void a_donor_who_moves_keeps_the_seat() {
        var donorItem = StoredDonors.item(tables, booked).orElseThrow();

        listener.see(List.of(StreamRecord.removed("1", donorItem, clock.instant())));

        assertThat(visit(booked)).map(Visit::state).contains(Visit.State.BOOKED);
    }

    @Test
    void an_answer_that_was_on_its_way_when_the_donor_was_deleted_does_not_stay() {
        donors.erase(booked);

        listener.see(List.of(StreamRecord.inserted("1", item(booked), clock.instant())));

        assertThat(visit(booked)).isEmpty();
    }

    @Test
    void a_donation_that_gets_more_seats_has_them_and_offers_them() {
        var before = donationItem();
        donation = donations.seat(donation.id(), new Seating(0, 0, 3, 1)).orElseThrow();

        listener.see(List.of(modified(before, donationItem())));

        assertThat(visit(waiting)).map(Visit::state).contains(Visit.State.OFFERED);
        assertThat(visits.slots(donation)).containsExactly(new Slot(start, 3, 1, 1, 0));
    }

    private String signedUp() {
        var donor = aDonor().build();
        donors.add(donor);
        return donor.id();
    }

    private Item donationItem() {
        return Item.from(tables.client()
                .getItem(get -> get.tableName(tables.tables().main())
                        .key(Item.of(
                                        "DONATION#" + donation.id(),
                                        "CITY#" + donation.city().key())
                                .key())
                        .consistentRead(true))
                .item());
    }

    private Item item(String donorId) {
        return StoredVisits.item(tables, donation, donorId);
    }

    private StreamRecord modified(Item before, Item after) {
        return StreamRecord.modified("1", before, after, clock.instant());
    }

    private Optional<Visit> visit(String donorId) {
        return visits.find(donation.id(), donorId);
    }

    private void answer(String donorId, Answer answer) {
        visits.answer(donation, donorId, answer, Visit.Via.LINK);
    }
}
