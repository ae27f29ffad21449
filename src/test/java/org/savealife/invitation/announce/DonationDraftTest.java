package org.savealife.invitation.announce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.savealife.donation.DonationBuilder.aDonation;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.savealife.donation.Seating;
import org.savealife.platform.error.InvalidField;

class DonationDraftTest {

    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
    private static final ZoneId AMSTERDAM = ZoneId.of("Europe/Amsterdam");

    private static final DonationDraft WHOLE =
            new DonationDraft("Haarlem", "Lindeplein 8", "2026-12-03T10:00", "2026-12-03T16:00", "Bring a card.");

    @Test
    void what_is_filled_in_right_is_foreseen_as_it_will_be() {
        assertThat(WHOLE.wrong(NOW, AMSTERDAM)).isEmpty();
        assertThat(WHOLE.foreseen(NOW, AMSTERDAM)).hasValueSatisfying(donation -> {
            assertThat(donation.city().name()).isEqualTo("Haarlem");
            assertThat(donation.address()).isEqualTo("Lindeplein 8");
            assertThat(donation.startsAt()).isEqualTo("2026-12-03T09:00:00Z");
            assertThat(donation.length()).isEqualTo(Duration.ofHours(6));
            assertThat(donation.note()).isEqualTo("Bring a card.");
        });
    }

    @ParameterizedTest
    @CsvSource({
        "'', Lindeplein 8, 2026-12-03T10:00, '', city",
        "Haarlem, '', 2026-12-03T10:00, '', address",
        "Haarlem, Lindeplein 8, '', '', datetime",
        "Haarlem, Lindeplein 8, 2026-11-28T12:59, 2026-11-28T18:00, datetime",
        "Haarlem, Lindeplein 8, 2026-12-03T10:00, 2026-12-03T09:00, ends_at"
    })
    void what_keeps_it_from_being_announced_is_named(
            String city, String address, String start, String end, String wrong) {
        assertThat(new DonationDraft(city, address, start, end, "").wrong(NOW, AMSTERDAM))
                .extracting(InvalidField::field)
                .containsExactly(wrong);
    }

    @Test
    void seats_are_foreseen_as_they_will_be_and_left_out_where_they_cannot_be() {
        var slots = withSeats(new SeatingDraft("15", "4", "", "0.8"), "2026-12-03T16:00");
        var endless = withSeats(new SeatingDraft("15", "4", "", ""), "");
        var wordy = withSeats(new SeatingDraft("quarter", "4", "", ""), "2026-12-03T16:00");

        assertThat(slots.wrong(NOW, AMSTERDAM)).isEmpty();
        assertThat(slots.foreseen(NOW, AMSTERDAM))
                .hasValueSatisfying(donation -> assertThat(donation.seating()).isEqualTo(new Seating(15, 4, 0, 0.8)));
        for (var wrong : List.of(endless, wordy)) {
            assertThat(wrong.wrong(NOW, AMSTERDAM))
                    .extracting(InvalidField::field)
                    .containsExactly("slot_minutes");
            assertThat(wrong.foreseen(NOW, AMSTERDAM))
                    .hasValueSatisfying(
                            donation -> assertThat(donation.seating()).isEqualTo(Seating.NONE));
        }
    }

    private static DonationDraft withSeats(SeatingDraft seats, String end) {
        return new DonationDraft("Haarlem", "Lindeplein 8", "2026-12-03T10:00", end, "", seats);
    }

    @Test
    void with_nothing_but_a_city_there_is_something_to_look_at() {
        var draft = new DonationDraft("Haarlem", "", "yesterday", "2026-12-03T10:00", "x".repeat(600));

        assertThat(draft.foreseen(NOW, AMSTERDAM)).hasValueSatisfying(donation -> {
            assertThat(donation.startsAt()).isAfter(NOW);
            assertThat(donation.endsAt()).isEmpty();
            assertThat(donation.note()).isEmpty();
        });
        assertThat(new DonationDraft("", "Lindeplein 8", "2026-12-03T10:00", "", "").foreseen(NOW, AMSTERDAM))
                .isEmpty();
    }

    @Test
    void an_address_brings_it_elsewhere_whole() {
        var draft = new DonationDraft(
                "'s-Gravenhage",
                "A & B = C?",
                "2026-12-03T10:00",
                "",
                "Line\nand ümlaut +1",
                new SeatingDraft("", "", "60", "0.8"));
        var parameters = Arrays.stream(draft.query().split("&"))
                .map(field -> field.split("=", 2))
                .collect(Collectors.toMap(
                        field -> field[0], field -> URLDecoder.decode(field[1], StandardCharsets.UTF_8)));

        assertThat(DonationDraft.read(name -> Optional.ofNullable(parameters.get(name))))
                .isEqualTo(draft);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-12-03T09:00:00Z, 2026-12-10T10:00",
        "2026-11-12T09:00:00Z, 2026-12-03T10:00",
        "2024-07-04T08:00:00Z, 2026-12-03T10:00"
    })
    void a_copy_takes_place_on_the_same_day_of_a_week_to_come_at_the_same_hours(Instant start, String copied) {
        var donation = aDonation()
                .in("Haarlem")
                .at(start)
                .lasting(Duration.ofHours(6))
                .telling("Bring a card.")
                .build();

        var draft = DonationDraft.again(donation, NOW, AMSTERDAM);

        assertThat(draft)
                .isEqualTo(new DonationDraft(
                        "Haarlem", "Main street", copied, copied.replace("T10", "T16"), "Bring a card."));
        assertThat(draft.wrong(NOW, AMSTERDAM)).isEmpty();
    }
}
