package org.savealife.invitation.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.savealife.donation.DonationBuilder.aDonation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.savealife.donation.Donation;
import org.savealife.donation.Notify;
import org.savealife.donation.Version;
import org.savealife.mail.message.CalendarObject.Method;
import org.savealife.visit.calendar.EntryId;

class CalendarEntryTest {

    /** RFC 5546, sections 3.2.1, 3.2.2 and 3.2.5: once for "1", zero for "0"; what is "0 or 1" is left out. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            PUBLISH | false | DTSTAMP DTSTART ORGANIZER SUMMARY UID                   | ATTENDEE REQUEST-STATUS
            REQUEST | true  | DTSTAMP DTSTART ORGANIZER SUMMARY UID SEQUENCE ATTENDEE | REQUEST-STATUS
            CANCEL  | true  | DTSTAMP ORGANIZER UID SEQUENCE STATUS ATTENDEE          | REQUEST-STATUS VALARM
            CANCEL  | false | DTSTAMP ORGANIZER UID SEQUENCE STATUS                   | ATTENDEE REQUEST-STATUS
            """)
    void an_entry_has_what_its_method_requires_and_nothing_that_it_forbids(
            Method method, boolean attends, String required, String forbidden) {
        var properties = properties(entry(changed(2), method, attends));

        for (var name : required.split(" ")) {
            assertThat(properties).containsOnlyOnce(name);
        }
        assertThat(properties).doesNotContain(forbidden.split(" ")).containsOnlyOnce("METHOD");
    }

    /**
     * RFC 5546, the same sections: what is "1" or "0 or 1" is there once at most, and so is the only attendee; VERSION,
     * PRODID and METHOD are there, and one event and nothing else; STATUS has the values that the method allows.
     */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            PUBLISH | false |
            REQUEST | true  | CONFIRMED
            CANCEL  | true  | CANCELLED
            CANCEL  | false | CANCELLED
            """)
    void an_object_has_one_event_and_nothing_twice(Method method, boolean attends, String status) {
        var entry = entry(changed(2), method, attends);
        var inside = properties(entry).stream()
                .filter(name -> !List.of("BEGIN", "END").contains(name))
                .toList();

        assertThat(inside).doesNotHaveDuplicates().contains("VERSION", "PRODID", "METHOD");
        assertThat(inside).doesNotContain("DURATION", "RECURRENCE-ID", "RRULE");
        assertThat(entry.lines().filter(line -> line.startsWith("BEGIN:")))
                .containsExactly("BEGIN:VCALENDAR", "BEGIN:VEVENT");
        assertThat(entry.lines().filter(line -> line.startsWith("STATUS:")))
                .containsExactlyElementsOf(status == null ? List.of() : List.of("STATUS:" + status));
    }

    @ParameterizedTest
    @CsvSource({
        "PUBLISH, 0, ''",
        "PUBLISH, 3, SEQUENCE:3",
        "REQUEST, 0, SEQUENCE:0",
        "REQUEST, 3, SEQUENCE:3",
        "CANCEL, 3, SEQUENCE:3",
        "CANCEL, 0, SEQUENCE:1"
    })
    void the_sequence_is_that_of_the_donation_and_higher_when_it_is_called_off(
            Method method, long sequence, String line) {
        var lines = entry(changed(sequence), method, false).lines().filter(text -> text.startsWith("SEQUENCE"));

        assertThat(lines.toList()).isEqualTo(line.isEmpty() ? List.of() : List.of(line));
    }

    @ParameterizedTest
    @EnumSource
    void the_entry_is_the_same_for_ever(Method method) {
        var donation = changed(7);

        assertThat(entry(donation, method, true)).contains("\nUID:{{uid}}\n");
        assertThat(EntryId.of(donation))
                .isEqualTo(EntryId.of(aDonation().withId("d1").build()));
    }

    @Test
    void who_comes_is_named_alone_and_has_accepted() {
        assertThat(entry(changed(1), Method.REQUEST, true).lines().filter(line -> line.startsWith("ATTENDEE")))
                .singleElement()
                .asString()
                .contains(";PARTSTAT=ACCEPTED;")
                .endsWith(":mailto:{{attendee}}");
    }

    @Test
    void an_address_stands_in_a_uri_in_ascii() {
        assertThat(CalendarEntry.uri("a%b+c@xn--mnchen-3ya.example")).isEqualTo("a%25b+c@xn--mnchen-3ya.example");
    }

    @ParameterizedTest
    @CsvSource({"REQUEST, true, TRUE", "REQUEST, false, FALSE", "CANCEL, true, FALSE"})
    void an_answer_is_asked_for_if_it_comes_to_us_and_there_is_something_to_answer(
            Method method, boolean takesReplies, String rsvp) {
        assertThat(new CalendarEntry(changed(1), method, true, true, "Bank", takesReplies).source())
                .contains(";RSVP=" + rsvp + ":");
    }

    @Test
    void without_an_end_there_is_none() {
        assertThat(new CalendarEntry(changed(1), Method.PUBLISH, false, false, "Bank", true).source())
                .doesNotContain("DTEND");
    }

    private static String entry(Donation donation, Method method, boolean attends) {
        return new CalendarEntry(donation, method, attends, true, "Bank", true).source();
    }

    private static List<String> properties(String source) {
        var names = new ArrayList<String>();
        source.lines().forEach(line -> names.add(line.split("[;:]", 2)[0]));
        return names;
    }

    private static Donation changed(long sequence) {
        var donation = aDonation().withId("d1").lasting(Duration.ofHours(6)).build();
        return new Donation(
                donation.id(),
                donation.city(),
                donation.address(),
                donation.startsAt(),
                donation.length(),
                donation.createdAt(),
                false,
                "",
                donation.seating(),
                new Version(sequence, sequence, Optional.of(Instant.parse("2026-02-01T00:00:00Z")), Notify.ALL, ""));
    }
}
