package org.savealife.donation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.savealife.donation.DonationBuilder.aDonation;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SeatingTest {

    private static final Instant NINE = Instant.parse("2036-12-03T09:00:00Z");

    @ParameterizedTest
    @CsvSource({
        // minutes, seats per slot, seats, show rate
        "15, 4,    0,      1",
        "5,  1,    0,      0.3",
        "240, 1000, 0,     0.8",
        "0,  0,    0,      1",
        "0,  0,    60,     0.59",
        "0,  0,    100000, 1",
    })
    void seats_within_the_limits_are_taken(int minutes, int perSlot, int seats, double showRate) {
        var seating = new Seating(minutes, perSlot, seats, showRate);

        assertThat(seating.hasSlots()).isEqualTo(minutes > 0);
        assertThat(seating.isLimited()).isEqualTo(minutes > 0 || seats > 0);
    }

    @ParameterizedTest
    @CsvSource({
        "4,   4,    0,      1,    minutes",
        "241, 4,    0,      1,    minutes",
        "15,  0,    0,      1,    seats",
        "15,  1001, 0,      1,    seats",
        "15,  4,    60,     1,    not both",
        "0,   4,    0,      1,    minutes of a slot",
        "0,   0,    -1,     1,    seats",
        "0,   0,    100001, 1,    seats",
        "15,  4,    0,      0.29, show rate",
        "15,  4,    0,      1.01, show rate",
        "-5,  4,    0,      1,    minutes",
    })
    void others_are_refused(int minutes, int perSlot, int seats, double showRate, String word) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Seating(minutes, perSlot, seats, showRate))
                .withMessageContaining(word);
    }

    @ParameterizedTest
    @CsvSource({
        // seats per slot, show rate, bookable
        "10, 1,    10",
        "10, 0.8,  12",
        "8,  0.8,  10",
        "7,  0.7,  10",
        "9,  0.3,  30",
        "3,  0.59, 5",
        "1,  0.9,  1",
        "1,  0.5,  2",
    })
    void more_may_book_than_there_are_seats_if_not_all_come(int perSlot, double showRate, int bookable) {
        assertThat(new Seating(15, perSlot, 0, showRate).bookableSeats()).isEqualTo(bookable);
        assertThat(new Seating(0, 0, perSlot, showRate).bookableSeats()).isEqualTo(bookable);
    }

    @ParameterizedTest
    @CsvSource({
        // length in minutes, slot in minutes, slots
        "60,  15, 4",
        "74,  15, 4",
        "75,  15, 5",
        "450, 5,  90",
        "30,  30, 1",
    })
    void every_slot_ends_before_the_donation_does(int length, int minutes, int slots) {
        var donation = aDonation()
                .at(NINE)
                .lasting(Duration.ofMinutes(length))
                .withSlots(minutes, 4)
                .build();

        var starts = donation.seating().slotStarts(donation);

        assertThat(starts).hasSize(slots).startsWith(NINE);
        assertThat(starts.get(slots - 1)).isEqualTo(NINE.plus(Duration.ofMinutes((slots - 1L) * minutes)));
    }

    @Test
    void slots_are_instants_also_in_the_night_in_which_clocks_change() {
        var donation = aDonation()
                .at(Instant.parse("2036-10-26T00:00:00Z"))
                .lasting(Duration.ofHours(2))
                .withSlots(60, 4)
                .build();

        assertThat(donation.seating().slotStarts(donation))
                .containsExactly(Instant.parse("2036-10-26T00:00:00Z"), Instant.parse("2036-10-26T01:00:00Z"));
    }

    @ParameterizedTest
    @CsvSource({"0, ends", "10, shorter", "455, longer slots"})
    void slots_must_fit_the_donation(int length, String word) {
        var donation = aDonation().at(NINE).lasting(Duration.ofMinutes(length)).build();
        var seating = new Seating(length == 455 ? 5 : 15, 4, 0, 1);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> donation.withSeating(seating))
                .withMessageContaining(word);
    }

    @Test
    void a_donation_keeps_its_seating_in_the_table_and_when_it_is_called_off() {
        var donation = aDonation().lasting(Duration.ofHours(1)).build().withSeating(new Seating(15, 4, 0, 0.59));

        var item = DonationItem.of(donation);

        assertThat(DonationItem.donation(item)).isEqualTo(donation);
        assertThat(donation.calledOff("", Notify.ALL).seating()).isEqualTo(donation.seating());
        var longer = aDonation().lasting(Duration.ofHours(2)).build();
        assertThat(donation.changedTo(longer, donation.createdAt(), Notify.ALL).seating())
                .isEqualTo(donation.seating());
        assertThat(donation.withoutNote().seating()).isEqualTo(donation.seating());
    }

    @Test
    void a_donation_without_a_seating_is_stored_as_before() {
        var item = DonationItem.of(aDonation().build());

        assertThat(item.attributes()).doesNotContainKeys("slot_minutes", "seats_per_slot", "seats", "show_rate");
        assertThat(DonationItem.donation(item).seating()).isEqualTo(Seating.NONE);
    }
}
