package org.savealife.donation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.savealife.platform.error.FieldValidator;
import org.savealife.platform.error.InvalidField;
import org.savealife.platform.error.InvalidFieldsException;

class SeatingFieldsTest {

    private static final Duration SIX_HOURS = Duration.ofHours(6);

    @Test
    void without_any_field_everybody_may_come_at_any_time() {
        assertThat(SeatingFields.NONE.read(new FieldValidator(), Optional.of(Duration.ZERO)))
                .contains(Seating.NONE);
    }

    @ParameterizedTest
    @CsvSource({"15, 4, , ", "15, 4, , 0.8", "0, , 60, ", ", , 60, 0.6", ", , , 1"})
    void fields_that_go_together_are_taken(
            @Nullable Integer minutes, @Nullable Integer perSlot, @Nullable Integer seats, @Nullable Double rate) {
        assertThat(fields(minutes, perSlot, seats, rate).read(new FieldValidator(), Optional.of(SIX_HOURS)))
                .contains(new Seating(
                        Optional.ofNullable(minutes).orElse(0),
                        Optional.ofNullable(perSlot).orElse(0),
                        Optional.ofNullable(seats).orElse(0),
                        Optional.ofNullable(rate).orElse(1.0)));
    }

    @ParameterizedTest
    @CsvSource({
        "4, 4, , , 6, slot_minutes",
        "241, 4, , , 6, slot_minutes",
        "15, , , , 6, seats_per_slot",
        "15, 1001, , , 6, seats_per_slot",
        ", 4, , , 6, slot_minutes",
        ", , -1, , 6, seats",
        "15, 4, 60, , 6, seats",
        "15, 4, , 0.29, 6, show_rate",
        "15, 4, , 1.1, 6, show_rate",
        "15, 4, , , 0, slot_minutes",
        "240, 4, , , 3, slot_minutes",
        "5, 4, , , 9, slot_minutes"
    })
    void what_cannot_be_is_reported_at_its_field(
            @Nullable Integer minutes,
            @Nullable Integer perSlot,
            @Nullable Integer seats,
            @Nullable Double rate,
            int hours,
            String field) {
        assertThat(refused(fields(minutes, perSlot, seats, rate), Duration.ofHours(hours)))
                .containsExactly(field);
    }

    private static List<String> refused(SeatingFields seating, Duration length) {
        var fields = new FieldValidator();
        assertThat(seating.read(fields, Optional.of(length))).isEmpty();
        return catchThrowableOfType(InvalidFieldsException.class, fields::check).fields().stream()
                .map(InvalidField::field)
                .toList();
    }

    private static SeatingFields fields(
            @Nullable Integer minutes, @Nullable Integer perSlot, @Nullable Integer seats, @Nullable Double rate) {
        return new SeatingFields(
                Optional.ofNullable(minutes),
                Optional.ofNullable(perSlot),
                Optional.ofNullable(seats),
                Optional.ofNullable(rate));
    }
}
