package org.savealife.donation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.savealife.donation.DonationBuilder.aDonation;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.savealife.platform.error.ConflictException;
import org.savealife.platform.error.InvalidField;
import org.savealife.platform.error.InvalidFieldsException;

class DonationEditTest {

    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final ZoneId AMSTERDAM = ZoneId.of("Europe/Amsterdam");

    /** 10:00 to 16:00 in Amsterdam. */
    private final Donation before = aDonation()
            .at(Instant.parse("2026-12-03T09:00:00Z"))
            .lasting(Duration.ofHours(6))
            .telling("Bring a card.")
            .build();

    @ParameterizedTest
    @CsvSource({
        "datetime, 2026-12-04T12:00,          2026-12-04T11:00:00Z, 6, Main street, Bring a card.",
        "datetime, 2026-12-04T12:00:00+05:00, 2026-12-04T07:00:00Z, 6, Main street, Bring a card.",
        "datetime, 2027-06-04T10:00,          2027-06-04T08:00:00Z, 6, Main street, Bring a card.",
        "ends_at,  2026-12-03T17:30,          2026-12-03T09:00:00Z, 7, Main street, Bring a card.",
        "ends_at,  '',                        2026-12-03T09:00:00Z, 0, Main street, Bring a card.",
        "address,  ' Town hall ',             2026-12-03T09:00:00Z, 6, Town hall,   Bring a card.",
        "note,     Park behind.,              2026-12-03T09:00:00Z, 6, Main street, Park behind.",
        "note,     '',                        2026-12-03T09:00:00Z, 6, Main street, ''"
    })
    void what_is_given_changes_and_the_rest_stays(
            String field, String value, Instant start, int hours, String address, String note) {
        var after = edit(field, value).of(before, NOW, AMSTERDAM);

        assertThat(after.startsAt()).isEqualTo(start);
        assertThat(after.length().toHours()).isEqualTo(hours);
        assertThat(after.address()).isEqualTo(address);
        assertThat(after.note()).isEqualTo(note);
        assertThat(after.id()).isEqualTo(before.id());
        assertThat(after.createdAt()).isEqualTo(before.createdAt());
        assertThat(after.version()).isEqualTo(new Version(1, 1, Optional.of(NOW), Notify.BOOKED, ""));
    }

    @ParameterizedTest
    @CsvSource({
        "datetime, 2026-12-03T10:00",
        "datetime, 2026-12-03T09:00:00Z",
        "ends_at,  2026-12-03T16:00",
        "address,  ' Main street '",
        "note,     Bring a card.",
        "city,     haarlem",
        "notify,   all"
    })
    void the_same_values_again_are_no_change(String field, String value) {
        assertThat(edit(field, value).of(before, NOW, AMSTERDAM)).isSameAs(before);
    }

    @ParameterizedTest
    @CsvSource({
        "datetime, 2026-11-23T12:59",
        "datetime, 2226-12-03T10:00",
        "datetime, ''",
        "datetime, soon",
        "datetime, +999999999-12-31T23:59:59Z",
        "datetime, 2027-03-28T02:30",
        "ends_at,  2026-12-03T10:00",
        "ends_at,  2027-02-03T10:00",
        "address,  ' '",
        "notify,   everybody",
        "notify,   ''"
    })
    void what_could_not_be_announced_is_refused(String field, String value) {
        assertThat(refused(edit(field, value))).containsExactly(field);
    }

    @Test
    void every_bad_field_is_named_at_once() {
        var edit = edit(Map.of("address", "a\r\nb", "datetime", "later", "note", "x".repeat(501), "notify", "some"));

        assertThat(refused(edit)).containsExactly("notify", "address", "datetime", "note");
    }

    @Test
    void whom_to_tell_must_be_said() {
        var edit = new DonationEdit(
                Optional.empty(),
                Optional.of("Town hall"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());

        assertThat(refused(edit)).containsExactly("notify");
    }

    @Test
    void another_city_is_refused_with_advice() {
        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> edit("city", "Leiden").of(before, NOW, AMSTERDAM))
                .withMessage("Donors of Haarlem are invited already. Call this donation off, and announce one in the"
                        + " other city.");
    }

    @Test
    void what_is_over_or_called_off_stays_as_it_is() {
        var edit = edit("address", "Town hall");

        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> edit.of(before, Instant.parse("2026-12-03T15:00:00Z"), AMSTERDAM))
                .withMessageContaining("over");
        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> edit.of(before.calledOff("", Notify.ALL), NOW, AMSTERDAM))
                .withMessageContaining("called off");
    }

    @Test
    void once_it_has_begun_it_can_end_later_but_not_begin_at_another_time_that_is_past() {
        var during = Instant.parse("2026-12-03T12:00:00Z");

        assertThat(edit("ends_at", "2026-12-03T18:00")
                        .of(before, during, AMSTERDAM)
                        .length())
                .hasHours(8);
        assertThat(catchThrowableOfType(
                                InvalidFieldsException.class,
                                () -> edit("datetime", "2026-12-03T11:00").of(before, during, AMSTERDAM))
                        .fields())
                .extracting(InvalidField::field)
                .containsExactly("datetime");
    }

    @Test
    void a_start_that_stays_is_not_checked_anew() {
        var farAway = aDonation().at(Instant.parse("2036-12-03T09:00:00Z")).build();

        assertThat(edit("address", "Town hall").of(farAway, NOW, AMSTERDAM).address())
                .isEqualTo("Town hall");
    }

    @Test
    void a_change_of_the_second_hour_that_the_clock_shows_twice_keeps_the_start() {
        var inTheNight = aDonation().at(Instant.parse("2027-10-31T01:30:00Z")).build();

        var after = edit("address", "Town hall").of(inTheNight, NOW, AMSTERDAM);

        assertThat(after.startsAt()).isEqualTo(inTheNight.startsAt());
    }

    @ParameterizedTest
    @CsvSource({
        "datetime, 2026-12-04T12:00, donation.change.time",
        "ends_at,  '',               donation.change.time",
        "address,  Town hall,        donation.change.address",
        "note,     '',               donation.change.note"
    })
    void the_audit_log_says_what_changed(String field, String value, String action) {
        assertThat(DonationEdit.action(before, edit(field, value).of(before, NOW, AMSTERDAM)))
                .isEqualTo(action);
    }

    @Test
    void the_audit_log_names_all_that_changed_in_one_order() {
        var after = edit(Map.of("note", "", "address", "Town hall", "datetime", "2026-12-04T12:00"))
                .of(before, NOW, AMSTERDAM);

        assertThat(DonationEdit.action(before, after)).isEqualTo("donation.change.time-address-note");
    }

    @Test
    void its_slots_stay_and_it_keeps_an_end_by_which_they_fit() {
        var seated = before.withSeating(new Seating(15, 4, 0, 0.8));

        var after = edit("ends_at", "2026-12-03T17:00").of(seated, NOW, AMSTERDAM);

        assertThat(after.seating()).isEqualTo(seated.seating());
        for (var end : List.of("", "2026-12-03T10:10", "2026-12-04T10:00")) {
            assertThat(refused(seated, edit("ends_at", end))).as("end %s", end).containsExactly("ends_at");
        }
    }

    private List<String> refused(DonationEdit edit) {
        return refused(before, edit);
    }

    private static List<String> refused(Donation before, DonationEdit edit) {
        return catchThrowableOfType(InvalidFieldsException.class, () -> edit.of(before, NOW, AMSTERDAM))
                .fields()
                .stream()
                .map(InvalidField::field)
                .toList();
    }

    private static DonationEdit edit(String field, String value) {
        return edit(Map.of(field, value));
    }

    private static DonationEdit edit(Map<String, String> given) {
        var fields = new HashMap<>(Map.of("notify", "booked"));
        fields.putAll(given);
        return new DonationEdit(
                Optional.ofNullable(fields.get("city")),
                Optional.ofNullable(fields.get("address")),
                Optional.ofNullable(fields.get("datetime")),
                Optional.ofNullable(fields.get("ends_at")),
                Optional.ofNullable(fields.get("note")),
                Optional.ofNullable(fields.get("notify")));
    }
}
