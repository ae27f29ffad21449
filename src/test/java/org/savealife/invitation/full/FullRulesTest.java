package org.savealife.invitation.full;

import static org.assertj.core.api.Assertions.assertThat;
import static org.savealife.donation.DonationBuilder.aDonation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.savealife.donation.Donation;
import org.savealife.donation.DonationBuilder;
import org.savealife.visit.Slot;

class FullRulesTest {

    private static final Instant START = Instant.parse("2026-12-03T10:00:00Z");
    private static final Duration HOURS = Duration.ofHours(2);
    private static final int SEATS = 4;

    @ParameterizedTest(name = "{0} in slots of an hour at {1}: {2}")
    @CsvSource({
        // <taken>+<held> of 4 seats in each slot
        "3+0 4+0, 2026-12-03T09:00:00Z, GO_ON",
        "4+0 0+0, 2026-12-03T09:00:00Z, GO_ON",
        "4+0 3+0, 2026-12-03T09:59:59Z, GO_ON",
        "4+0 4+0, 2026-12-03T09:00:00Z, WAIT",
        // held for somebody who waits
        "4+0 3+1, 2026-12-03T09:00:00Z, WAIT",
        "0+4 0+4, 2026-12-03T09:00:00Z, WAIT",
        "0+4 0+3, 2026-12-03T09:00:00Z, GO_ON",
        // staff took seats away
        "5+0 6+1, 2026-12-03T09:00:00Z, WAIT",
        // the donation has begun
        "4+0 4+0, 2026-12-03T10:00:00Z, END",
        "0+0 0+0, 2026-12-03T10:00:00Z, END",
        "4+0 4+0, 2026-12-04T10:00:00Z, END",
    })
    void what_invitations_do_that_wait(String slots, Instant now, FullRules.Next next) {
        assertThat(FullRules.next(withSlots(), slots(slots), now)).isEqualTo(next);
    }

    @ParameterizedTest(name = "{0} in slots of an hour at {1}: {2}")
    @CsvSource({
        "4+0 4+0, 2026-12-03T09:00:00Z, true",
        "4+0 3+0, 2026-12-03T09:00:00Z, false",
        // in a slot that has begun nobody can book
        "3+0 4+0, 2026-12-03T09:59:59Z, false",
        "3+0 4+0, 2026-12-03T10:00:00Z, true",
        "4+0 3+0, 2026-12-03T10:59:59Z, false",
        "0+0 0+0, 2026-12-03T11:00:00Z, true",
    })
    void a_donation_with_slots_is_full(String slots, Instant now, boolean full) {
        assertThat(FullRules.isFull(withSlots(), slots(slots), now)).isEqualTo(full);
    }

    @ParameterizedTest(name = "{0} at {1}: {2}")
    @CsvSource({
        "3+0, 2026-12-03T09:00:00Z, false",
        "4+0, 2026-12-03T09:00:00Z, true",
        "3+1, 2026-12-03T09:00:00Z, true",
        // it can be joined until it is over
        "3+0, 2026-12-03T11:59:59Z, false",
        "3+0, 2026-12-03T12:00:00Z, true",
    })
    void a_donation_with_seats_in_all_is_full(String seats, Instant now, boolean full) {
        var donation = donation().withSeats(SEATS).build();

        assertThat(FullRules.isFull(donation, slots(seats), now)).isEqualTo(full);
    }

    @Test
    void a_donation_without_a_limit_is_never_full() {
        var slots = List.of(new Slot(START, Slot.NO_LIMIT, 1_000_000, 0, 0));

        assertThat(FullRules.isFull(donation().build(), slots, START.minusSeconds(1)))
                .isFalse();
        assertThat(FullRules.isFull(donation().build(), slots, START.plus(HOURS)))
                .isFalse();
    }

    private static DonationBuilder donation() {
        return aDonation().at(START).lasting(HOURS);
    }

    private static Donation withSlots() {
        return donation().withSlots(60, SEATS).build();
    }

    private static List<Slot> slots(String text) {
        var slots = new ArrayList<Slot>();
        for (var slot : Arrays.asList(text.split(" "))) {
            var numbers = slot.split("\\+");
            slots.add(new Slot(
                    START.plus(Duration.ofHours(slots.size())),
                    SEATS,
                    Integer.parseInt(numbers[0]),
                    Integer.parseInt(numbers[1]),
                    0));
        }
        return slots;
    }
}
