package org.savealife.visit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.savealife.donation.DonationBuilder.aDonation;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.savealife.donation.Donation;
import org.savealife.donation.SlotItem;
import org.savealife.platform.error.ConflictException;

class VisitRulesTest {

    private static final Instant NOW = Instant.parse("2036-12-01T09:00:00Z");
    private static final Instant FIRST = Instant.parse("2036-12-03T09:00:00Z");
    private static final Instant SECOND = FIRST.plus(Duration.ofMinutes(30));
    private static final Instant THIRD = FIRST.plus(Duration.ofMinutes(60));

    private final Donation donation = aDonation()
            .at(FIRST)
            .lasting(Duration.ofMinutes(90))
            .withSlots(30, 2)
            .build();

    /** The second slot is full. */
    private final Seats someFree = new Seats(Map.of("00030", full()));

    private final Seats allTaken = new Seats(Map.of("00000", full(), "00030", full(), "00060", full()));

    /** A seat has become free in the first slot, and two donors wait. */
    private final Seats freedForOthers = new Seats(Map.of(
            "00000",
            Map.of(Seats.SEATS, 2L, Seats.TAKEN, 1L, Seats.FREE, 1L),
            "00030",
            full(),
            "00060",
            full(),
            "COUNTS",
            Map.of(Seats.WAITING, 2L)));

    @ParameterizedTest(name = "{0}, then {1}: {2}")
    @CsvSource({
        "none,     yes,  BOOKED",
        "NO,       yes,  BOOKED",
        "GAVE_UP,  yes,  BOOKED",
        "LAPSED,   yes,  BOOKED",
        "BOOKED,   yes,  BOOKED",
        "none,     no,   NO",
        "BOOKED,   no,   NO",
        "WAITING,  no,   NO",
        "OFFERED,  no,   NO",
        "none,     give, NO",
        "NO,       give, NO",
        "LAPSED,   give, NO",
        "GAVE_UP,  give, GAVE_UP",
        "BOOKED,   give, GAVE_UP",
        "WAITING,  give, GAVE_UP",
        "OFFERED,  give, GAVE_UP",
    })
    void an_answer_leads_to_a_state(String before, String answer, Visit.State after) {
        assertThat(answer(before(before), parse(answer), someFree).visit().state())
                .isEqualTo(after);
    }

    @ParameterizedTest(name = "{0}, then wait: {1}")
    @CsvSource({
        "none,    WAITING",
        "NO,      WAITING",
        "GAVE_UP, WAITING",
        "LAPSED,  WAITING",
        "WAITING, WAITING",
        "OFFERED, OFFERED",
    })
    void who_finds_all_seats_taken_may_wait(String before, Visit.State after) {
        assertThat(answer(before(before), new Answer.Wait(), allTaken).visit().state())
                .isEqualTo(after);
    }

    @ParameterizedTest
    @CsvSource({"BOOKED, yes", "NO, no", "GAVE_UP, give", "NO, give"})
    void the_same_answer_again_changes_nothing(String before, String answer) {
        var visit = before(before);

        assertThat(answer(visit, parse(answer), allTaken)).isEqualTo(visit.orElseThrow());
    }

    @Test
    void nobody_waits_who_has_a_seat_or_could_have_one() {
        assertThatThrownBy(() -> answer(before("BOOKED"), new Answer.Wait(), allTaken))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("booked");
        assertThatThrownBy(() -> answer(Optional.empty(), new Answer.Wait(), someFree))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("free");
    }

    @Test
    void who_finds_a_slot_full_is_told_the_nearest() {
        assertThatThrownBy(() -> answer(Optional.empty(), new Answer.Yes(SECOND), someFree))
                .asInstanceOf(InstanceOfAssertFactories.type(SlotTakenException.class))
                .satisfies(taken ->
                        assertThat(taken.nearest()).extracting(Slot::at).containsExactly(FIRST, THIRD));
        assertThatThrownBy(() -> answer(Optional.empty(), new Answer.Yes(SECOND), allTaken))
                .asInstanceOf(InstanceOfAssertFactories.type(SlotTakenException.class))
                .satisfies(taken -> assertThat(taken.nearest()).isEmpty());
    }

    @Test
    void a_freed_seat_is_for_those_who_wait() {
        var stranger = Optional.<StoredVisit>empty();

        assertThatThrownBy(() -> answer(stranger, new Answer.Yes(FIRST), freedForOthers))
                .isInstanceOf(SlotTakenException.class);
        assertThatThrownBy(() -> answer(before("WAITING"), new Answer.Yes(FIRST), freedForOthers))
                .isInstanceOf(SlotTakenException.class);
        assertThat(answer(stranger, new Answer.Wait(), freedForOthers).visit().state())
                .isEqualTo(Visit.State.WAITING);
        assertThat(freedForOthers.slots(donation, false))
                .filteredOn(slot -> slot.at().equals(FIRST))
                .containsExactly(new Slot(FIRST, 2, 1, 1, 2));
    }

    @Test
    void in_the_last_hours_a_freed_seat_is_for_whoever_is_first() {
        var rules = new VisitRules(donation, FIRST.minus(Duration.ofHours(2)), Visit.Via.LINK);

        var visit = rules.after("d1", Optional.empty(), new Answer.Yes(FIRST), () -> freedForOthers);

        assertThat(visit.visit().state()).isEqualTo(Visit.State.BOOKED);
    }

    @Test
    void an_offered_seat_is_held() {
        var offered = Optional.of(stored(Visit.State.OFFERED, Optional.of(FIRST)));

        var booked = answer(offered, new Answer.Yes(FIRST), allTaken);

        assertThat(booked.visit().state()).isEqualTo(Visit.State.BOOKED);
        assertThat(booked.visit().offerUntil()).isEmpty();
        assertThat(StoredVisit.changes(offered, Optional.of(booked)))
                .isEqualTo(Map.of("00000", Map.of(Seats.OFFERED, -1L, Seats.HELD, -1L, Seats.TAKEN, 1L)));
    }

    @Test
    void there_must_be_such_a_slot_that_has_not_begun() {
        assertThatThrownBy(() -> answer(Optional.empty(), new Answer.Yes(FIRST.plusSeconds(60)), someFree))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("no slot");
        var begun = new VisitRules(donation, FIRST, Visit.Via.LINK);
        assertThatThrownBy(() -> begun.after("d1", Optional.empty(), new Answer.Yes(FIRST), () -> someFree))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("begun");
    }

    @Test
    void a_donation_without_slots_is_joined_whatever_the_time() {
        var plain = aDonation().at(FIRST).lasting(Duration.ofHours(4)).build();
        var rules = new VisitRules(plain, FIRST.plusSeconds(60), Visit.Via.STAFF);

        var visit = rules.after("d1", Optional.empty(), new Answer.Yes(THIRD), () -> new Seats(Map.of()));

        assertThat(visit.visit().state()).isEqualTo(Visit.State.BOOKED);
        assertThat(visit.visit().slot()).isEmpty();
        assertThat(new Seats(Map.of()).slots(plain, false)).containsExactly(new Slot(FIRST, Slot.NO_LIMIT, 0, 0, 0));
    }

    @Test
    void nobody_answers_when_it_is_over_or_called_off() {
        var over = new VisitRules(donation, FIRST.plus(Duration.ofMinutes(90)), Visit.Via.LINK);
        var off = new VisitRules(aDonation().cancelled().build(), NOW, Visit.Via.LINK);

        assertThatThrownBy(over::refuseIfClosed)
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("over");
        assertThatThrownBy(off::refuseIfClosed)
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("called off");
    }

    @Test
    void who_joined_the_waiting_list_again_is_at_its_end() {
        var waiting = answer(before("GAVE_UP"), new Answer.Wait(), allTaken);

        assertThat(waiting.visit().askedAt()).isEqualTo(NOW);
    }

    @Test
    void slots_that_staff_took_away_are_shown_while_somebody_is_booked_there() {
        var seats = new Seats(Map.of(
                "00090", Map.of(Seats.SEATS, 2L, Seats.TAKEN, 1L, Seats.FREE, 1L),
                "00120", Map.of(Seats.SEATS, 2L, Seats.TAKEN, 0L, Seats.FREE, 2L)));

        assertThat(seats.slots(donation, false))
                .containsExactly(
                        new Slot(FIRST, 2, 0, 0, 0),
                        new Slot(SECOND, 2, 0, 0, 0),
                        new Slot(THIRD, 2, 0, 0, 0),
                        new Slot(FIRST.plus(Duration.ofMinutes(90)), 0, 1, 0, 0));
    }

    private StoredVisit answer(Optional<StoredVisit> before, Answer answer, Seats seats) {
        return new VisitRules(donation, NOW, Visit.Via.LINK).after("d1", before, answer, () -> seats);
    }

    private static Answer parse(String word) {
        return switch (word) {
            case "yes" -> new Answer.Yes(FIRST);
            case "no" -> new Answer.No("");
            default -> new Answer.GiveUp();
        };
    }

    private Optional<StoredVisit> before(String state) {
        if (state.equals("none")) {
            return Optional.empty();
        }
        var known = Visit.State.valueOf(state);
        var slot = known == Visit.State.BOOKED ? Optional.of(FIRST) : Optional.<Instant>empty();
        return Optional.of(stored(known, slot));
    }

    private StoredVisit stored(Visit.State state, Optional<Instant> slot) {
        var earlier = NOW.minus(Duration.ofDays(1));
        var until = state == Visit.State.OFFERED ? Optional.of(NOW.plusSeconds(60)) : Optional.<Instant>empty();
        return new StoredVisit(
                new Visit(donation.id(), "d1", state, slot, earlier, earlier, Visit.Via.LINK, "", until),
                slot.map(time -> SlotItem.sortKey(donation, time)),
                1);
    }

    private static Map<String, Long> full() {
        return Map.of(Seats.SEATS, 2L, Seats.TAKEN, 2L, Seats.FREE, 0L);
    }
}
