package org.savealife.donation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.savealife.platform.error.InvalidField;
import org.savealife.platform.error.InvalidFieldsException;

class AnnouncementTest {

    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final ZoneId AMSTERDAM = ZoneId.of("Europe/Amsterdam");

    @Test
    void an_announcement_becomes_a_donation() {
        var donation = announcement("2026-12-03T10:00", "2026-12-03T16:00").donation(NOW, AMSTERDAM);

        assertThat(donation.city().name()).isEqualTo("Haarlem");
        assertThat(donation.address()).isEqualTo("Main street");
        assertThat(donation.startsAt()).isEqualTo(Instant.parse("2026-12-03T09:00:00Z"));
        assertThat(donation.endsAt()).contains(Instant.parse("2026-12-03T15:00:00Z"));
        assertThat(donation.isPast(NOW)).isFalse();
    }

    @Test
    void the_end_may_be_left_out() {
        assertThat(announcement("2026-12-03T10:00", "").donation(NOW, AMSTERDAM).endsAt())
                .isEmpty();
    }

    @Test
    void a_donation_in_the_past_is_taken() {
        assertThat(announcement("2022-04-06T12:00:00", "")
                        .donation(NOW, AMSTERDAM)
                        .isPast(NOW))
                .isTrue();
    }

    @Test
    void a_donation_is_past_when_it_is_over_not_when_it_has_begun() {
        var donation = announcement("2026-11-23T12:00", "2026-11-23T14:00").donation(NOW, AMSTERDAM);

        assertThat(donation.isPast(Instant.parse("2026-11-23T12:59:59Z"))).isFalse();
        assertThat(donation.isPast(Instant.parse("2026-11-23T13:00:00Z"))).isTrue();
    }

    @Test
    void an_end_before_the_start_is_refused() {
        assertThat(refused(announcement("2026-12-03T10:00", "2026-12-03T10:00")))
                .containsExactly("ends_at");
    }

    @Test
    void an_end_more_than_a_month_later_is_refused() {
        assertThat(refused(announcement("2026-12-03T10:00", "2027-12-03T10:00")))
                .containsExactly("ends_at");
    }

    @Test
    void a_year_too_far_away_is_refused() {
        assertThat(refused(announcement("2226-12-03T10:00", ""))).containsExactly("datetime");
    }

    @Test
    void every_bad_field_is_named_at_once() {
        var empty = new Announcement(
                Optional.empty(),
                Optional.of("a\r\nb"),
                Optional.empty(),
                Optional.of("later"),
                Optional.of("x".repeat(501)),
                Optional.empty());

        assertThat(refused(empty)).containsExactly("city", "address", "datetime", "ends_at", "note");
    }

    private static List<String> refused(Announcement announcement) {
        return catchThrowableOfType(InvalidFieldsException.class, () -> announcement.donation(NOW, AMSTERDAM))
                .fields()
                .stream()
                .map(InvalidField::field)
                .toList();
    }

    @Test
    void on_a_page_a_start_in_the_past_is_refused_and_one_to_come_is_not() {
        var past = announcement("2026-11-23T12:59", "2026-11-23T16:00");

        var refusal = catchThrowableOfType(InvalidFieldsException.class, () -> past.coming("1", NOW, AMSTERDAM));

        assertThat(refusal.fields())
                .containsExactly(
                        new InvalidField("datetime", "That moment is past. Please choose one that is to come."));
        assertThat(announcement("2026-11-23T13:00", "")
                        .coming("1", NOW, AMSTERDAM)
                        .startsAt())
                .isEqualTo(NOW);
    }

    @Test
    void a_note_keeps_its_lines_and_nothing_else_that_is_not_seen() {
        assertThat(note(" Park behind the hall. \r\n\r\nBring a card\u2028now ").note())
                .isEqualTo("Park behind the hall.\n\nBring a card\nnow");
        assertThat(note("").note()).isEmpty();
        assertThat(refused(announcement("2026-12-03T10:00", "", "a\u0007b"))).containsExactly("note");
        assertThat(refused(announcement("2026-12-03T10:00", "", "line\n".repeat(13))))
                .containsExactly("note");
    }

    private static Donation note(String text) {
        return announcement("2026-12-03T10:00", "", text).donation(NOW, AMSTERDAM);
    }

    private static Announcement announcement(String datetime, String endsAt) {
        return announcement(datetime, endsAt, "");
    }

    private static Announcement announcement(String datetime, String endsAt, String note) {
        return new Announcement(
                Optional.of("Haarlem"),
                Optional.of("Main street"),
                Optional.of(datetime),
                Optional.of(endsAt),
                Optional.of(note),
                Optional.empty());
    }
}
