package org.savealife.invitation.full;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.savealife.platform.dynamodb.Item;
import org.savealife.stream.StreamRecord;

class FreedSeatListenerTest {

    private static final Instant AT = Instant.parse("2026-11-23T12:00:00Z");
    private static final String NONE = "none";

    @ParameterizedTest(name = "{0} becomes {1}: {2}")
    @CsvSource({
        // a state, with the slot of the seat
        "booked 00000,  gave_up,        true",
        "booked 00000,  none,           true",
        "booked 00000,  booked 00030,   true",
        "booked 00000,  booked 00000,   false",
        "offered 00000, booked 00000,   false",
        "offered 00000, lapsed,         true",
        "offered 00000, offered,        true",
        "waiting,       offered 00000,  false",
        "waiting,       booked 00000,   false",
        "waiting,       gave_up,        true",
        "waiting,       none,           true",
        "gave_up,       none,           false",
        "none,          booked 00000,   false",
        "none,          waiting,        false",
        "none,          no,             false",
    })
    void it_accepts_answers_that_leave_something(String before, String after, boolean accepted) {
        assertThat(FreedSeatListener.mayFreeSeats(record(before, after))).isEqualTo(accepted);
    }

    @Test
    void it_accepts_changes_of_donations_and_nothing_else() {
        var donation = Item.of("DONATION#1", "CITY#haarlem");
        var donor = Item.of("DONOR#1", "CITY#haarlem");

        assertThat(FreedSeatListener.mayFreeSeats(StreamRecord.modified("1", donation, donation, AT)))
                .isTrue();
        assertThat(FreedSeatListener.mayFreeSeats(StreamRecord.inserted("1", donation, AT)))
                .isFalse();
        assertThat(FreedSeatListener.mayFreeSeats(StreamRecord.removed("1", donation, AT)))
                .isFalse();
        assertThat(FreedSeatListener.mayFreeSeats(StreamRecord.modified("1", donor, donor, AT)))
                .isFalse();
    }

    private static StreamRecord record(String before, String after) {
        if (before.equals(NONE)) {
            return StreamRecord.inserted("1", visit(after), AT);
        }
        return after.equals(NONE)
                ? StreamRecord.removed("1", visit(before), AT)
                : StreamRecord.modified("1", visit(before), visit(after), AT);
    }

    private static Item visit(String text) {
        var words = text.split(" ");
        return Item.of("DONOR#1", "VISIT#2")
                .with("state", words[0])
                .with("seat", words.length > 1 ? words[1] : "")
                .with("asked_at", AT)
                .with("answered_at", AT)
                .with("via", "link")
                .with("moves", 1);
    }
}
