package org.savealife.visit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.savealife.donation.DonationBuilder.aDonation;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.donation.Donation;
import org.savealife.donation.DonationBuilder;
import org.savealife.donation.DonationRepository;
import org.savealife.donation.Seating;
import org.savealife.donation.StoredDonations;
import org.savealife.donor.DonorBuilder;
import org.savealife.donor.store.StoredDonors;
import org.savealife.fixture.TestClock;
import org.savealife.platform.dynamodb.LostAnswers;
import org.savealife.platform.dynamodb.Meanwhile;
import org.savealife.platform.dynamodb.TestTables;
import org.savealife.platform.dynamodb.WriteUnits;
import org.savealife.platform.error.ConflictException;
import org.savealife.platform.error.NotFoundException;
import org.savealife.platform.paging.Cursor;

class VisitRepositoryTest {

    private static final LostAnswers ANSWERS = new LostAnswers();
    private static final Meanwhile MEANWHILE = new Meanwhile();
    private static final WriteUnits UNITS = new WriteUnits();
    private static EmbeddedDynamoDb database;
    private static TestTables tables;

    private final TestClock clock = new TestClock();
    private final Instant nextWeek = clock.instant().plus(Duration.ofDays(7));
    private final Instant second = nextWeek.plus(Duration.ofMinutes(30));
    private final Instant third = nextWeek.plus(Duration.ofMinutes(60));
    private VisitRepository visits;
    private DonationRepository donations;
    private Donation donation;

    @BeforeAll
    static void connect() {
        database = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
        tables = TestTables.watched(database.endpoint(), ANSWERS, MEANWHILE, UNITS);
    }

    @BeforeEach
    void begin() {
        visits = StoredVisits.repository(tables, clock);
        donations = StoredDonations.repository(tables, clock);
        donation = announced(aDonation().withSlots(30, 1));
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
    void a_donor_books_moves_and_gives_up() {
        var booked = book("d1", nextWeek);
        var moved = book("d1", second);
        var gaveUp = answer("d1", new Answer.GiveUp());

        assertThat(booked.slot()).contains(nextWeek);
        assertThat(booked.askedAt()).isEqualTo(clock.instant());
        assertThat(moved.slot()).contains(second);
        assertThat(gaveUp.state()).isEqualTo(Visit.State.GAVE_UP);
        assertThat(visits.find(donation.id(), "d1")).contains(gaveUp);
        assertThat(visits.slots(donation)).extracting(Slot::taken).containsOnly(0);
        assertThat(visits.counts(donation.id())).isEqualTo(new VisitCounts(0, 0, 0, 0, 1));
    }

    @Test
    void a_taken_slot_is_refused_with_the_nearest() {
        book("d1", second);

        assertThatThrownBy(() -> book("d2", second))
                .isInstanceOfSatisfying(
                        SlotTakenException.class,
                        taken -> assertThat(taken.nearest())
                                .extracting(Slot::at)
                                .containsExactly(nextWeek, third, third.plus(Duration.ofMinutes(30))));
        assertThat(visits.find(donation.id(), "d2")).isEmpty();
    }

    @Test
    void a_seat_that_another_donor_takes_meanwhile_is_refused() {
        MEANWHILE.beforeWriting("DONOR#d1", () -> book("d2", nextWeek));

        assertThatThrownBy(() -> book("d1", nextWeek)).isInstanceOf(SlotTakenException.class);
        assertThat(visits.slots(donation).get(0).taken()).isEqualTo(1);
    }

    @Test
    void the_same_donor_twice_at_once_takes_one_seat() {
        MEANWHILE.beforeWriting("DONOR#d1", () -> book("d1", second));

        var visit = book("d1", nextWeek);

        assertThat(visit.slot()).contains(nextWeek);
        assertThat(visits.counts(donation.id()).booked()).isEqualTo(1);
    }

    @Test
    void a_booking_whose_answer_is_lost_takes_one_seat() {
        ANSWERS.loseNext();
        var first = book("d1", nextWeek);
        var again = book("d1", nextWeek);

        assertThat(ANSWERS.isLost()).isTrue();
        assertThat(again).isEqualTo(first);
        assertThat(visits.counts(donation.id()).booked()).isEqualTo(1);
    }

    @Test
    void an_answer_costs_six_write_units_at_most_and_a_move_seven() {
        assertThat(units(() -> book("d1", nextWeek))).as("book").isEqualTo(5);
        assertThat(units(() -> book("d1", second))).as("move").isEqualTo(7);
        assertThat(units(() -> answer("d1", new Answer.GiveUp()))).as("give up").isEqualTo(5);
        assertThat(units(() -> answer("d2", new Answer.No("ill")))).as("no").isEqualTo(5);
        fill();
        assertThat(units(() -> answer("d1", new Answer.Wait()))).as("wait").isEqualTo(6);
    }

    @Test
    void nobody_books_when_it_was_called_off_also_at_the_same_moment() {
        book("d2", second);
        MEANWHILE.beforeWriting("DONOR#d1", () -> donations.cancel(donation.id()));

        assertThatThrownBy(() -> book("d1", nextWeek))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("called off");
        assertThatThrownBy(() -> answer("d1", new Answer.No(""))).hasMessageContaining("called off");
        assertThat(visits.counts(donation.id()).booked()).isEqualTo(1);
    }

    @Test
    void nobody_answers_when_it_is_over_or_gone() {
        clock.advance(Duration.ofDays(8));

        assertThatThrownBy(() -> book("d1", nextWeek)).hasMessageContaining("over");
        assertThatThrownBy(() -> visits.answer(aDonation().build(), "d1", new Answer.Yes(nextWeek), Visit.Via.LINK))
                .isInstanceOf(NotFoundException.class);
    }

    @Test
    void without_slots_and_limit_everybody_comes() {
        donation = announced(aDonation());

        IntStream.range(0, 30).forEach(number -> book("d" + number, nextWeek));

        assertThat(visits.slots(donation)).containsExactly(new Slot(nextWeek, Slot.NO_LIMIT, 30, 0, 0));
        assertThat(visits.slots(donation).get(0).free()).isEqualTo(Slot.NO_LIMIT);
    }

    @Test
    void without_slots_seats_may_be_limited_and_overbooked() {
        donation = announced(aDonation().withSeats(3));
        donation = visits.setSeats(donation, new Seating(0, 0, 3, 0.7));

        IntStream.range(0, 4).forEach(number -> book("d" + number, nextWeek));

        assertThatThrownBy(() -> book("d5", nextWeek)).isInstanceOf(SlotTakenException.class);
    }

    @Test
    void nobody_is_thrown_out_when_seats_are_lowered() {
        donation = announced(aDonation().withSlots(30, 3));
        IntStream.range(0, 3).forEach(number -> book("d" + number, nextWeek));

        donation = visits.setSeats(donation, new Seating(30, 1, 0, 1));

        assertThat(donations.find(donation.id())).contains(donation);
        assertThat(visits.slots(donation).get(0)).isEqualTo(new Slot(nextWeek, 1, 3, 0, 0));
        answer("d0", new Answer.GiveUp());
        answer("d1", new Answer.GiveUp());
        assertThatThrownBy(() -> book("d3", nextWeek)).isInstanceOf(SlotTakenException.class);
        answer("d2", new Answer.GiveUp());
        assertThat(book("d3", nextWeek).state()).isEqualTo(Visit.State.BOOKED);
    }

    @Test
    void a_booking_that_began_before_seats_were_added_or_lowered_does_not_bring_the_old_ones_back() {
        MEANWHILE.beforeWriting("DONOR#d1", () -> visits.setSeats(donation, new Seating(30, 2, 0, 1)));
        book("d1", nextWeek);

        assertThat(visits.slots(donations.find(donation.id()).orElseThrow()))
                .extracting(Slot::seats)
                .containsOnly(2);
    }

    @Test
    void slots_cannot_change_once_somebody_has_booked() {
        visits.setSeats(donation, new Seating(15, 1, 0, 1));
        donation = visits.setSeats(donation, new Seating(30, 1, 0, 1));
        book("d1", nextWeek);

        assertThatThrownBy(() -> visits.setSeats(donation, new Seating(15, 1, 0, 1)))
                .isInstanceOf(ConflictException.class);
        assertThatThrownBy(() -> visits.setSeats(donation, Seating.NONE)).isInstanceOf(ConflictException.class);
    }

    @Test
    void a_donation_that_is_moved_takes_its_bookings_along() {
        book("d1", second);
        var later = Duration.ofDays(1);
        donation = aDonation()
                .withId(donation.id())
                .at(nextWeek.plus(later))
                .lasting(Duration.ofHours(2))
                .withSlots(30, 1)
                .build();
        StoredDonations.add(tables.client(), tables.tables().main(), donation);

        assertThat(visits.find(donation.id(), "d1").flatMap(Visit::slot)).contains(second.plus(later));
        assertThat(visits.ofDonor("d1")).extracting(Visit::slot).contains(Optional.of(second.plus(later)));
        assertThatThrownBy(() -> book("d2", second.plus(later))).isInstanceOf(SlotTakenException.class);
    }

    @Test
    void visits_are_listed_page_by_page_by_state_and_slot() {
        book("d1", nextWeek);
        book("d2", second);
        answer("d3", new Answer.No("away"));
        book("d4", third);

        var first = visits.ofDonation(donation.id(), VisitFilter.of(Visit.State.BOOKED), Cursor.NONE, 2);
        var rest = visits.ofDonation(donation.id(), VisitFilter.of(Visit.State.BOOKED), first.next(), 2);

        assertThat(first.entries()).extracting(Visit::donorId).containsExactly("d1", "d2");
        assertThat(rest.entries()).extracting(Visit::donorId).containsExactly("d4");
        assertThat(rest.next()).isEqualTo(Cursor.NONE);
        var inSecond = new VisitFilter(Set.of(), Optional.of(second));
        assertThat(visits.ofDonation(donation.id(), inSecond, Cursor.NONE, 9).entries())
                .extracting(Visit::donorId)
                .containsExactly("d2");
        assertThat(visits.ofDonation(donation.id(), VisitFilter.ALL, Cursor.NONE, 9)
                        .entries())
                .extracting(Visit::donorId, Visit::reason)
                .contains(tuple("d3", "away"));
    }

    @Test
    void an_erased_donor_leaves_no_visit_and_frees_the_seats() {
        var other = announced(aDonation().withSeats(1));
        visits.answer(other, "erased", new Answer.Yes(nextWeek), Visit.Via.STAFF);
        book("erased", nextWeek);
        donations.cancel(other.id());
        assertThat(visits.ofDonor("erased")).hasSize(2);

        visits.erase("erased");
        visits.erase("erased");

        assertThat(visits.ofDonor("erased")).isEmpty();
        assertThat(visits.counts(other.id()).booked()).isZero();
        assertThat(book("d2", nextWeek).state()).isEqualTo(Visit.State.BOOKED);
        StoredVisits.addUp(tables, other);
    }

    @Test
    void who_waits_is_forgotten_too() {
        fill();
        answer("d1", new Answer.Wait());

        visits.erase("d1");

        assertThat(new LineRepository(tables.client(), tables.tables()).waiting(donation.id()))
                .isEmpty();
        assertThat(visits.counts(donation.id()).waiting()).isZero();
    }

    @Test
    void a_visit_is_no_donor() {
        var donors = StoredDonors.repository(tables);
        var donor = DonorBuilder.aDonor().build();
        donors.add(donor);
        book(donor.id(), nextWeek);
        assertThat(donors.find(donor.id())).contains(donor);

        donors.erase(donor.id());

        assertThat(donors.find(donor.id())).isEmpty();
        assertThat(donors.erase(donor.id())).isFalse();
        assertThat(visits.ofDonor(donor.id())).hasSize(1);
    }

    private Visit book(String donorId, Instant slot) {
        return answer(donorId, new Answer.Yes(slot));
    }

    private Visit answer(String donorId, Answer answer) {
        return visits.answer(donation, donorId, answer, Visit.Via.LINK);
    }

    /** Books all seats. */
    private void fill() {
        visits.slots(donation).stream()
                .filter(slot -> slot.free() > 0)
                .forEach(slot -> book("full-" + slot.at(), slot.at()));
    }

    private static int units(Runnable act) {
        UNITS.take();
        act.run();
        return UNITS.take();
    }

    private Donation announced(DonationBuilder about) {
        var made = about.at(nextWeek).lasting(Duration.ofHours(2)).build();
        donations.add(made);
        return made;
    }
}
