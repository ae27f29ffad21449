package org.savealife.invitation.announce;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.savealife.donation.Seating;
import org.savealife.platform.error.ConflictException;
import org.savealife.platform.error.InvalidField;

class SeatEditTest {

    private static final Seating PRESENT = new Seating(15, 4, 0, 1);
    private static final Duration SIX_HOURS = Duration.ofHours(6);

    @Test
    void seats_are_read_as_typed() {
        var edit = read(new SeatingDraft("15", "6", "", "0.8"), SIX_HOURS);

        assertThat(edit).isEqualTo(new SeatEdit(new Seating(15, 6, 0, 0.8), List.of()));
    }

    @ParameterizedTest
    @CsvSource({
        "quarter, 4, '', 360, slot_minutes",
        "15, 0, '', 360, seats_per_slot",
        "15, 4, 20, 360, seats",
        "15, 4, '', 0, slot_minutes",
        "15, 4, '', 10, slot_minutes"
    })
    void what_cannot_be_is_told_at_its_field_and_the_present_seats_stay(
            String minutes, String perSlot, String seats, int length, String wrong) {
        var edit = read(new SeatingDraft(minutes, perSlot, seats, ""), Duration.ofMinutes(length));

        assertThat(edit.seating()).isEqualTo(PRESENT);
        assertThat(edit.wrong()).extracting(InvalidField::field).containsExactly(wrong);
    }

    @Test
    void slots_that_are_refused_are_told_at_their_field() {
        var edit = SeatEdit.read(new SeatingDraft("30", "4", "", ""), PRESENT, SIX_HOURS, seating -> {
            throw new ConflictException("Donors have booked already.");
        });

        assertThat(edit)
                .isEqualTo(new SeatEdit(
                        PRESENT, List.of(new InvalidField("slot_minutes", "Donors have booked already."))));
    }

    @Test
    void slots_fit_a_donation_that_has_an_end() {
        var slots = new SeatEdit(PRESENT, List.of());

        assertThat(slots.fits(SIX_HOURS)).isTrue();
        assertThat(slots.fits(Duration.ZERO)).isFalse();
        assertThat(new SeatEdit(Seating.NONE, List.of()).fits(Duration.ZERO)).isTrue();
    }

    private static SeatEdit read(SeatingDraft typed, Duration length) {
        return SeatEdit.read(typed, PRESENT, length, seating -> {});
    }
}
