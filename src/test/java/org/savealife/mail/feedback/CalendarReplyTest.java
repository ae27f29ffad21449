package org.savealife.mail.feedback;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.savealife.mail.feedback.CalendarReply.Attendee;
import org.savealife.mail.feedback.CalendarReply.Participation;

/** Answers of calendar programs: mails of the folder {@code replies} beside this test, and other forms. */
class CalendarReplyTest {

    private static final Instant TEN_IN_AMSTERDAM = Instant.parse("2026-12-03T09:00:00Z");
    private static final String REPLY = """
            BEGIN:VCALENDAR
            VERSION:2.0
            METHOD:REPLY
            BEGIN:VEVENT
            UID:d1@savealife
            SEQUENCE:2
            DTSTAMP:20261123T120301Z
            DTSTART:20261203T090000Z
            ORGANIZER:mailto:bounces+token@example.org
            ATTENDEE;PARTSTAT=DECLINED:mailto:zoe@example.org
            END:VEVENT
            END:VCALENDAR
            """;

    @ParameterizedTest
    @CsvSource({
        "google, DECLINED, zoe@example.org, bounces+TOKEN@example.org",
        "outlook, ACCEPTED, Zoe@example.org, ''",
        "apple, TENTATIVE, zoe@example.org, bounces+TOKEN@example.org"
    })
    void a_reply_says_who_answers_what(String program, Participation said, String address, String organiser) {
        var reply = BounceParser.of(mail(program)).calendarReply();

        assertThat(reply)
                .contains(new CalendarReply(
                        "DONATION@savealife",
                        1,
                        organiser,
                        Optional.of(Instant.parse("2026-11-23T12:03:01Z")),
                        Optional.of(TEN_IN_AMSTERDAM),
                        List.of(new Attendee(address, said))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"google", "outlook", "apple"})
    void a_reply_is_found_by_the_address_to_which_it_came(String program) {
        assertThat(BounceParser.of(mail(program)).addressedTo())
                .anyMatch(text -> text.contains("bounces+TOKEN@example.org"));
    }

    @ParameterizedTest
    @CsvSource({
        "utf-8, utf-8",
        "UTF-8, \"UTF-8\"",
        "us-ascii, us-ascii",
        "utf-16, UTF-16",
        "utf-16le, utf-16le",
        "windows-1252, windows-1252",
        "iso-2022-jp, iso-2022-jp",
        "utf-8, of-no-known-kind",
        "utf-8, '?;='"
    })
    void any_charset_is_read_and_an_unknown_one_as_utf_8(String charset, String name) {
        var text = REPLY.replace("UID:", "SUMMARY:Haarlem\nUID:");
        var body = Base64.getMimeEncoder().encodeToString(text.getBytes(Charset.forName(charset)));
        var mail = "Content-Type: text/calendar; method=REPLY; charset=" + name
                + "\r\nContent-Transfer-Encoding: base64\r\n\r\n" + body + "\r\n";

        assertThat(read(mail)).map(CalendarReply::uid).contains("d1@savealife");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r", "\r\r\n", "\r\n\r\n"})
    void lines_end_as_they_like(String lineEnd) {
        assertThat(parse(REPLY.replace("\n", lineEnd))).isEqualTo(parse(REPLY)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 20, 74})
    void lines_are_folded_anywhere(int length) {
        var folded = new StringBuilder();
        REPLY.lines()
                .forEach(line -> folded.append(line.replaceAll("(.{" + length + "})(?=.)", "$1\r\n "))
                        .append("\r\n"));

        assertThat(parse(folded.toString())).isEqualTo(parse(REPLY)).isPresent();
        assertThat(parse(folded.toString().replace("\r\n ", "\n\t"))).isEqualTo(parse(REPLY));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ATTENDEE;PARTSTAT=ACCEPTED:mailto:zoe@example.org                       | zoe@example.org | ACCEPTED
            attendee;partstat=accepted:MAILTO:zoe@example.org                       | zoe@example.org | ACCEPTED
            ATTENDEE;CN="a;PARTSTAT=DECLINED:x";PARTSTAT="ACCEPTED":mailto:z@ex.org | z@ex.org        | ACCEPTED
            ATTENDEE;PARTSTAT=ACCEPTED;PARTSTAT=DECLINED:mailto:z@ex.org            | z@ex.org        | ACCEPTED
            ATTENDEE;PARTSTAT=TENTATIVE:mailto:a%2Bb+c@ex.org?subject=x             | a+b+c@ex.org    | TENTATIVE
            ATTENDEE;PARTSTAT=DECLINED:mailto:100%@ex.org                           | 100%@ex.org     | DECLINED
            ATTENDEE;PARTSTAT=DECLINED;EMAIL=z@ex.org:/principals/1/                | z@ex.org        | DECLINED
            ATTENDEE;PARTSTAT=DECLINED:invalid:nomail                               | ``              | DECLINED
            ATTENDEE;PARTSTAT=DELEGATED;DELEGATED-TO="mailto:x@ex.org":mailto:z@ex.org | z@ex.org     | OTHER
            ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:z@ex.org                          | z@ex.org        | OTHER
            ATTENDEE:mailto:z@ex.org                                                | z@ex.org        | OTHER
            ATTENDEE;;PARTSTAT;=;PARTSTAT=ACCEPTED:mailto:z@ex.org                  | z@ex.org        | OTHER
            """)
    void programs_write_people_in_many_ways(String line, String address, Participation said) {
        var reply = parse(REPLY.replaceAll("ATTENDEE.*", line.replace("$", "\\$")));

        assertThat(reply).map(CalendarReply::attendees).contains(List.of(new Attendee(address, said)));
    }

    @ParameterizedTest
    @CsvSource({
        "DTSTART:20261203T090000Z, 2026-12-03T09:00:00Z",
        "DTSTART;VALUE=DATE-TIME:20261203T090000Z, 2026-12-03T09:00:00Z",
        "DTSTART;TZID=Europe/Amsterdam:20261203T100000, 2026-12-03T09:00:00Z",
        "'DTSTART;TZID=\"Europe/Amsterdam\":20261203T100000', 2026-12-03T09:00:00Z",
        "DTSTART;TZID=W. Europe Standard Time:20261203T100000, ",
        "DTSTART:20261203T100000, ",
        "DTSTART;VALUE=DATE:20261203, ",
        "DTSTART:20261303T100000Z, ",
        "DTSTART:Z, ",
        "X-START:20261203T090000Z, "
    })
    void a_time_is_known_in_utc_and_in_zones_of_the_iana(String line, Instant time) {
        var reply = parse(REPLY.replaceAll("DTSTART.*", line)).orElseThrow();

        assertThat(reply.start()).isEqualTo(Optional.ofNullable(time));
    }

    @ParameterizedTest
    @CsvSource({"SEQUENCE:7, 7", "SEQUENCE:-7, 0", "SEQUENCE:x, 0", "X:1, 0", "SEQUENCE:99999999999999999999999, 0"})
    void without_a_sequence_it_is_the_first(String line, long sequence) {
        assertThat(parse(REPLY.replaceAll("SEQUENCE.*", line)))
                .map(CalendarReply::sequence)
                .contains(sequence);
    }

    @Test
    void what_zones_and_alarms_say_is_not_what_the_event_says() {
        var noise = """
                BEGIN:VTIMEZONE
                BEGIN:STANDARD
                DTSTART:16010101T000000
                UID:zone
                END:STANDARD
                END:VTIMEZONE
                """;
        var alarm = """
                BEGIN:VALARM
                UID:alarm
                DTSTART:20300101T000000Z
                ATTENDEE;PARTSTAT=ACCEPTED:mailto:other@example.org
                END:VALARM
                """;

        assertThat(parse(REPLY.replace("BEGIN:VEVENT\n", noise + "BEGIN:VEVENT\n" + alarm)))
                .isEqualTo(parse(REPLY));
    }

    @Test
    void of_several_events_the_first_counts_and_what_a_gateway_adds_does_not_matter() {
        var second = REPLY.substring(REPLY.indexOf("BEGIN:VEVENT"), REPLY.indexOf("END:VCALENDAR"))
                .replace("DECLINED", "ACCEPTED");
        var added = "\uFEFF\n" + REPLY.replace("END:VCALENDAR", second + "END:VCALENDAR")
                + "\n-- \nScanned by: nobody\nEND:VEVENT\n";

        assertThat(parse(added)).isEqualTo(parse(REPLY));
    }

    @ParameterizedTest
    @CsvSource({
        "METHOD:REPLY, METHOD:REQUEST",
        "METHOD:REPLY, METHOD:COUNTER",
        "METHOD:REPLY, X:1",
        "UID:, X-UID:",
        "ATTENDEE, X-ATTENDEE",
        "END:VEVENT, X:1",
        "END:VCALENDAR, X:1",
        "END:VEVENT, END:VTODO",
        "BEGIN:VEVENT, BEGIN:VTODO",
        "BEGIN:VCALENDAR, BEGIN:VCARD"
    })
    void what_is_no_complete_reply_to_an_event_is_none(String text, String instead) {
        assertThat(parse(REPLY.replace(text, instead))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", ":", "\n", "END:VCALENDAR", "BEGIN:VCALENDAR", "BEGIN:VCALENDAR\nEND:VCALENDAR"})
    void what_is_no_calendar_is_none(String text) {
        assertThat(parse(text)).isEmpty();
    }

    @Test
    void a_mail_that_encloses_our_own_entry_is_no_reply() {
        var bounced = "Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n"
                + "Content-Type: text/calendar; method=REPLY\r\n\r\n" + REPLY + "\r\n--b--\r\n";

        assertThat(read(bounced)).isEmpty();
        assertThat(read("Content-Type: text/plain\r\n\r\n" + REPLY)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n ", ";", "\"", ":", "BEGIN:X\n", "END:X\n", "A:B\n", "ATTENDEE:mailto:%\n", "\r"})
    void a_reply_that_is_meant_to_keep_us_busy_is_read_in_no_time(String filling) {
        var text = REPLY.replace("UID:", "X" + filling.repeat(64 * 1024 / filling.length()) + "\nUID:");
        var before = System.nanoTime();

        var unused = CalendarReplyParser.parse(text);

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(3));
    }

    @Test
    void the_log_cannot_show_an_address() {
        var reply = parse(REPLY).orElseThrow();

        assertThat(reply.toString() + reply.attendees() + ContentLine.of(REPLY)).doesNotContain("@example.org");
    }

    private static Optional<CalendarReply> parse(String object) {
        return CalendarReplyParser.parse(object);
    }

    private static Optional<CalendarReply> read(String mail) {
        return BounceParser.of(mail.getBytes(StandardCharsets.UTF_8)).calendarReply();
    }

    private static byte[] mail(String program) {
        try (var file = Objects.requireNonNull(
                CalendarReplyTest.class.getResourceAsStream("replies/" + program + ".eml"), program)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("\n", "\r\n")
                    .getBytes(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
