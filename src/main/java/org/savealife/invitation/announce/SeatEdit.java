package org.savealife.invitation.announce;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.savealife.donation.Seating;
import org.savealife.platform.error.ConflictException;
import org.savealife.platform.error.FieldValidator;
import org.savealife.platform.error.InvalidField;
import org.savealife.platform.error.InvalidFieldsException;

/**
 * The seats of an announced donation as staff have typed them.
 *
 * @param seating the seats that they mean; the present ones if a field is wrong
 * @param wrong the fields that are wrong
 */
record SeatEdit(Seating seating, List<InvalidField> wrong) {

    SeatEdit {
        wrong = List.copyOf(wrong);
    }

    /**
     * Reads what was typed.
     *
     * @param length that the donation will have
     * @param check refuses slots with a {@link ConflictException}, which becomes an error of their field
     */
    static SeatEdit read(SeatingDraft typed, Seating present, Duration length, Consumer<Seating> check) {
        var fields = new FieldValidator();
        var read = typed.read().read(fields, Optional.of(length));
        try {
            fields.check();
            read.ifPresent(check);
            return new SeatEdit(read.orElse(present), List.of());
        } catch (InvalidFieldsException invalid) {
            return new SeatEdit(present, invalid.fields());
        } catch (ConflictException refused) {
            return new SeatEdit(
                    present, List.of(new InvalidField("slot_minutes", String.valueOf(refused.getMessage()))));
        }
    }

    /** Whether a donation of that length can have the seats. */
    boolean fits(Duration length) {
        try {
            seating.checkLength(length);
            return true;
        } catch (IllegalArgumentException unfit) {
            return false;
        }
    }
}
