package org.savealife.visit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.savealife.donation.DonationBuilder.aDonation;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
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
import org.savealife.fixture.TestClock;
import org.savealife.platform.dynamodb.Meanwhile;
import org.savealife.platform.dynamodb.TestTables;

/** The clock stands at noon, the donation is in four days, and has two slots with a seat each: both are taken. */
class WaitingListRepositoryTest {

    private static final Duration DAY = Duration.ofDays(1);
    private static final Meanwhile MEANWHILE = new Meanwhile();
    private static EmbeddedDynamoDb database;
    private static TestTables tables;

    private final TestClock clock = new TestClock();
    private final Instant first = clock.instant().plus(Duration.ofDays(4));
    private final Instant second = first.plus(Duration.ofMinutes(30));
    private VisitRepository visits;
    private WaitingListRepository waitingLists;
    private DonationRepository donations;
    private Donation donation;

    @BeforeAll
    static void connect() {
        database = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
        tables = TestTables.watched(database.endpoint(), MEANWHILE);
    }

    @BeforeEach
    void begin() {
        visits = StoredVisits.repository(tables, clock);
        waitingLists = StoredVisits.waitingLists(tables, clock);
        donations = StoredDonations.repository(tables, clock);
        donation = aDonation()
                .at(first)
                .lasting(Duration.ofHours(1))
                .withSlots(30, 1)
                .build();
        donations.add(donation);
        answer("booked-1", new Answer.Yes(first));
        answer("booked-2", new Answer.Yes(second));
    }

    @AfterEach
    void everything_adds_up() {
        StoredVisits.addUp(tables, donation);
        clock.advance(Duration.ofDays(30));
        waitingLists.lapseDue(clock.instant());
    }

    @AfterAll
    static void disconnect() {
        tables.close();
        database.close();
    }

    @Test
    void a_seat_that_becomes_free_is_held_for_the_first_who_waits() {
        wait("z-first");
        wait("a-second");
        answer("booked-2", new Answer.GiveUp());

        assertThat(waitingLists.offerNext(donation)).isEqualTo(1);
        assertThat(waitingLists.offerNext(donation)).isZero();

        var offered = visit("z-first");
        assertThat(offered.state()).isEqualTo(Visit.State.OFFERED);
        assertThat(offered.slot()).contains(second);
        assertThat(offered.offerUntil()).contains(OfferRules.end(clock.instant(), first, ZoneOffset.UTC));
        assertThat(visit("a-second").state()).isEqualTo(Visit.State.WAITING);
        assertThat(visits.slots(donation).get(1)).isEqualTo(new Slot(second, 1, 0, 1, 1));
        assertThatThrownBy(() -> answer("stranger", new Answer.Yes(second))).isInstanceOf(SlotTakenException.class);
    }

    @Test
    void an_offered_seat_is_booked_by_one_answer() {
        offered("d1");

        assertThat(answer("d1", new Answer.Yes(first)).state()).isEqualTo(Visit.State.BOOKED);
        assertThat(waitingLists.lapseDue(clock.instant().plus(DAY))).isZero();
    }

    @Test
    void an_offered_seat_that_is_given_up_goes_to_the_next() {
        offered("d1");
        wait("d2");

        answer("d1", new Answer.GiveUp());
        waitingLists.offerNext(donation);

        assertThat(visit("d2").slot()).contains(first);
    }

    @Test
    void an_offer_ends_and_the_seat_goes_to_the_next() {
        offered("d1");
        wait("d2");

        clock.advance(DAY.minusMinutes(1));
        assertThat(waitingLists.lapseDue(clock.instant())).isZero();
        clock.advance(Duration.ofMinutes(1));
        assertThat(waitingLists.lapseDue(clock.instant())).isEqualTo(1);
        assertThat(waitingLists.lapseDue(clock.instant())).isZero();

        assertThat(visit("d1").state()).isEqualTo(Visit.State.LAPSED);
        assertThat(visit("d1").offerUntil()).isEmpty();
        assertThat(visit("d2").state()).isEqualTo(Visit.State.OFFERED);
    }

    @Test
    void who_let_an_offer_pass_may_wait_again() {
        offered("d1");
        wait("d2");
        clock.advance(DAY);
        waitingLists.lapseDue(clock.instant());

        wait("d1");
        answer("booked-2", new Answer.GiveUp());
        answer("d2", new Answer.No(""));
        wait("d3");
        waitingLists.offerNext(donation);

        assertThat(visit("d1").state()).isEqualTo(Visit.State.OFFERED);
        assertThat(visit("d3").state()).isEqualTo(Visit.State.OFFERED);
    }

    @Test
    void in_the_last_three_hours_all_who_wait_may_take_a_seat_and_the_first_has_it() {
        wait("d1");
        wait("d2");
        clock.advance(Duration.ofDays(4).minusHours(3));
        answer("booked-1", new Answer.GiveUp());

        assertThat(waitingLists.offerNext(donation)).isEqualTo(2);

        assertThat(visit("d1").offerUntil()).contains(first);
        assertThat(visit("d1").slot()).isEmpty();
        assertThat(visits.slots(donation).get(0).free()).isEqualTo(1);
        assertThat(answer("d2", new Answer.Yes(first)).state()).isEqualTo(Visit.State.BOOKED);
        assertThatThrownBy(() -> answer("d1", new Answer.Yes(first))).isInstanceOf(SlotTakenException.class);
    }

    @Test
    void an_offer_that_reaches_the_last_three_hours_stays_but_no_seat_is_held() {
        clock.advance(Duration.ofDays(4).minusHours(3).minusMinutes(10));
        offered("d1");
        wait("d2");

        clock.advance(Duration.ofMinutes(10));
        waitingLists.lapseDue(clock.instant());

        assertThat(visit("d1").state()).isEqualTo(Visit.State.OFFERED);
        assertThat(visit("d2").state()).isEqualTo(Visit.State.OFFERED);
        assertThat(answer("d2", new Answer.Yes(first)).state()).isEqualTo(Visit.State.BOOKED);
    }

    @Test
    void two_workers_make_one_offer_of_one_seat() {
        wait("d1");
        wait("d2");
        answer("booked-1", new Answer.GiveUp());
        MEANWHILE.beforeWriting("DONOR#d1", () -> waitingLists.offerNext(donation));

        assertThat(waitingLists.offerNext(donation)).isZero();

        assertThat(visit("d1").state()).isEqualTo(Visit.State.OFFERED);
        assertThat(visit("d2").state()).isEqualTo(Visit.State.WAITING);
    }

    @Test
    void an_offer_that_is_accepted_as_it_ends_is_booked_or_lapsed_and_never_both() {
        offered("d1");
        clock.advance(DAY);
        MEANWHILE.beforeWriting("DONOR#d1", () -> answer("d1", new Answer.Yes(first)));

        waitingLists.lapseDue(clock.instant());

        assertThat(visit("d1").state()).isEqualTo(Visit.State.BOOKED);
    }

    @Test
    void an_entry_that_a_crash_left_offers_nothing_and_is_deleted_in_time() {
        var line = new LineRepository(tables.client(), tables.tables());
        wait("d1");
        var stale = visit("d1");
        answer("d1", new Answer.No(""));
        line.join(donation, stale);
        wait("d2");
        answer("booked-1", new Answer.GiveUp());

        waitingLists.offerNext(donation);
        assertThat(visit("d1").state()).isEqualTo(Visit.State.NO);
        assertThat(visit("d2").state()).isEqualTo(Visit.State.OFFERED);
        assertThat(line.waiting(donation.id())).hasSize(1);

        wait("d3");
        clock.advance(Duration.ofMinutes(11));
        answer("d2", new Answer.GiveUp());
        waitingLists.offerNext(donation);
        assertThat(visit("d3").state()).isEqualTo(Visit.State.OFFERED);
        assertThat(line.waiting(donation.id())).isEmpty();
    }

    @Test
    void seats_that_staff_add_are_offered_first_to_those_who_wait() {
        wait("d1");
        donation = visits.setSeats(donation, new Seating(30, 2, 0, 1));

        assertThatThrownBy(() -> answer("stranger", new Answer.Yes(first))).isInstanceOf(SlotTakenException.class);
        waitingLists.offerNext(donation);

        assertThat(visit("d1").state()).isEqualTo(Visit.State.OFFERED);
        assertThat(answer("stranger", new Answer.Yes(second)).state()).isEqualTo(Visit.State.BOOKED);
    }

    @Test
    void nothing_is_offered_of_a_donation_that_was_called_off() {
        wait("d1");
        answer("booked-1", new Answer.GiveUp());
        donations.cancel(donation.id());

        assertThat(waitingLists.offerNext(donation)).isZero();
        assertThat(waitingLists.offerNext(donations.find(donation.id()).orElseThrow()))
                .isZero();
        assertThat(visit("d1").state()).isEqualTo(Visit.State.WAITING);
    }

    private void wait(String donorId) {
        answer(donorId, new Answer.Wait());
        clock.advance(Duration.ofSeconds(1));
    }

    /** The first slot is offered to the donor. */
    private void offered(String donorId) {
        answer(donorId, new Answer.Wait());
        answer("booked-1", new Answer.GiveUp());
        assertThat(waitingLists.offerNext(donation)).isEqualTo(1);
        assertThat(visit(donorId).slot()).isEqualTo(Optional.of(first));
    }

    private Visit visit(String donorId) {
        return visits.find(donation.id(), donorId).orElseThrow();
    }

    private Visit answer(String donorId, Answer answer) {
        return visits.answer(donation, donorId, answer, Visit.Via.LINK);
    }
}
