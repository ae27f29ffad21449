package org.savealife.invitation.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.savealife.donation.DonationBuilder.aDonation;
import static org.savealife.donor.DonorBuilder.aDonor;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.savealife.donation.Donation;
import org.savealife.donation.Notify;
import org.savealife.donation.Version;
import org.savealife.donor.unsubscribe.TestUnsubscribeLinks;
import org.savealife.invitation.run.Former;
import org.savealife.invitation.run.Kind;
import org.savealife.invitation.run.Reply;
import org.savealife.invitation.run.RunId;
import org.savealife.invitation.wording.ShippedWording;
import org.savealife.invitation.wording.Wording;
import org.savealife.invitation.wording.WordingKey;
import org.savealife.mail.message.Sender;
import org.savealife.mail.message.Template;
import org.savealife.platform.i18n.Language;
import org.savealife.platform.organisation.Organisation;

class NoticeTemplateTest {

    private static final Letterhead BANK = new Letterhead(
            ZoneId.of("Europe/Amsterdam"), Sender.parse("Blood & Co <give@example.org>"), Organisation.UNNAMED, true);
    private static final Instant TEN_O_CLOCK = Instant.parse("2026-12-03T09:00:00Z");
    private static final Instant STAMP = Instant.parse("2026-11-20T08:00:00Z");

    static Stream<Arguments> everyMail() {
        return Arrays.stream(Kind.values())
                .filter(kind -> kind != Kind.INVITATION)
                .flatMap(kind -> Arrays.stream(Language.values())
                        .flatMap(language -> Stream.of(Reply.State.NONE, Reply.State.BOOKED, Reply.State.WAITING)
                                .map(state -> Arguments.of(kind, language, state))));
    }

    @ParameterizedTest
    @MethodSource("everyMail")
    void every_word_and_value_is_filled_in(Kind kind, Language language, Reply.State state) {
        var mail = preview(occasion(kind), language, state);

        assertThat(mail.subject() + mail.text() + mail.html() + mail.calendar())
                .doesNotContain("[[", "]]", "{{", "}}", "notice.");
        assertThat(mail.text())
                .contains("Zoë", "zoe@example.org", "Main street")
                .doesNotContain("\n\n\n");
        assertThat(mail.html())
                .contains("Zoë", "<html lang=\"" + language.code() + "\"")
                .doesNotContain("\"></p>");
    }

    @ParameterizedTest
    @MethodSource("everyMail")
    void every_mail_can_be_compiled_without_note_reason_former_time_or_others(
            Kind kind, Language language, Reply.State state) {
        var occasion = new Occasion(run(kind), donation(""), STAMP, Optional.empty(), List.of());

        var edition = Edition.of(language, new Reply(state, Optional.empty()), occasion.donation());
        var mail = preview(occasion, language, state);

        new NoticeTemplate(occasion, edition, BANK, wording(kind, language)).compile();
        assertThat(mail.text()).doesNotContain("\n\n\n");
        assertThat(mail.html()).doesNotContain("[[", "\"></p>", "<s class");
    }

    @ParameterizedTest
    @EnumSource
    void a_change_says_what_is_now_and_strikes_what_was(Language language) {
        var mail = preview(occasion(Kind.CHANGE), language, Reply.State.NONE);

        assertThat(mail.html()).containsPattern("<s [^>]*>[^<]*09:00[^<]*, Lindeplein 8</s>");
        assertThat(mail.text()).contains("Lindeplein 8", "Park behind the hall");
    }

    @Test
    void what_has_not_changed_is_not_said_twice() {
        var moved = new Former("Lindeplein 8", TEN_O_CLOCK, Duration.ofHours(6));
        var occasion = new Occasion(run(Kind.CHANGE), donation(""), STAMP, Optional.of(moved), List.of());

        assertThat(preview(occasion, Language.ENGLISH, Reply.State.NONE).text())
                .contains("Before, it was: Lindeplein 8\n");
    }

    @Test
    void who_is_booked_has_the_entry_moved_and_who_was_invited_may_move_it() {
        var booked = calendar(Kind.CHANGE, Reply.State.BOOKED);
        var invited = calendar(Kind.CHANGE, Reply.State.NONE);

        assertThat(booked)
                .contains("METHOD:REQUEST\r\n", "SEQUENCE:2\r\n", "STATUS:CONFIRMED\r\n")
                .contains(":mailto:zoe@example.org\r\n");
        assertThat(booked).contains(":mailto:bounces+abc@example.org\r\n");
        assertThat(invited)
                .contains("METHOD:PUBLISH\r\n", "SEQUENCE:2\r\n", ":mailto:give@example.org\r\n")
                .doesNotContain("ATTENDEE");
        assertThat(List.of(booked, invited))
                .allSatisfy(entry -> assertThat(entry)
                        .contains(
                                "UID:d1@savealife\r\n",
                                "DTSTAMP:20261120T080000Z\r\n",
                                "DTSTART:20261203T090000Z\r\n"));
    }

    @Test
    void a_donation_that_was_called_off_leaves_both_calendars() {
        assertThat(calendar(Kind.CANCELLATION, Reply.State.BOOKED))
                .contains("METHOD:CANCEL\r\n", "STATUS:CANCELLED\r\n", "ATTENDEE");
        assertThat(calendar(Kind.CANCELLATION, Reply.State.NONE))
                .contains("METHOD:CANCEL\r\n", "STATUS:CANCELLED\r\n")
                .doesNotContain("ATTENDEE");
    }

    @Test
    void calling_off_tells_why_and_what_comes_next() {
        var mail = preview(occasion(Kind.CANCELLATION), Language.ENGLISH, Reply.State.NONE);

        assertThat(mail.subject()).isEqualTo("Called off: blood donation in Haarlem on Thursday 3 December");
        assertThat(mail.text())
                .contains("\n\nThe boiler burst\n\n")
                .contains("The next blood donations in Haarlem:\nThursday 10 December 2026, from 10:00, Main street\n");
        assertThat(mail.html()).contains("<s>Thursday 3 December 2026, from 10:00 to 16:00</s>", "<s>Main street</s>");
    }

    @Test
    void a_booked_donor_reads_their_own_time() {
        var slot = TEN_O_CLOCK.plus(Duration.ofMinutes(90));

        var mail = preview(occasion(Kind.REMINDER), new Reply(Reply.State.BOOKED, Optional.of(slot)), Language.ENGLISH);

        assertThat(mail.text()).contains("Thursday 3 December at 11:30");
        assertThat(mail.calendar()).contains("DTSTART:20261203T103000Z\r\n", "DTEND:20261203T113000Z\r\n");
    }

    @Test
    void a_time_that_the_donation_does_not_have_any_more_is_not_said() {
        var gone = new Reply(Reply.State.BOOKED, Optional.of(TEN_O_CLOCK.minus(Duration.ofHours(1))));

        assertThat(preview(occasion(Kind.CHANGE), gone, Language.ENGLISH).calendar())
                .contains("DTSTART:20261203T090000Z\r\n");
    }

    @Test
    void an_offer_says_until_when_and_is_no_entry_in_a_calendar() {
        var mail = preview(occasion(Kind.OFFER), Language.ENGLISH, Reply.State.WAITING);

        assertThat(mail.text())
                .contains("Please answer before Thursday 3 December at 10:00.")
                .contains("Take the place:\nhttps://example.org/r/abc\n");
        assertThat(mail.calendar()).isEmpty();
    }

    @Test
    void every_mail_but_that_of_a_donation_called_off_leads_to_the_page_for_answers() {
        for (var kind : Kind.values()) {
            if (kind != Kind.INVITATION) {
                var mail = preview(occasion(kind), Language.ENGLISH, Reply.State.NONE);

                assertThat(mail.text().contains("https://example.org/r/abc"))
                        .as("link in a mail of the kind %s", kind)
                        .isEqualTo(kind != Kind.CANCELLATION);
            }
        }
    }

    private static String calendar(Kind kind, Reply.State state) {
        return preview(occasion(kind), Language.ENGLISH, state).calendar().replace("\r\n ", "");
    }

    private static Template.Preview preview(Occasion occasion, Language language, Reply.State state) {
        var until = state == Reply.State.WAITING ? Optional.of(TEN_O_CLOCK) : Optional.<Instant>empty();
        return preview(occasion, new Reply(state, Optional.empty(), until), language);
    }

    private static Template.Preview preview(Occasion occasion, Reply reply, Language language) {
        var donor = aDonor().named("Zoë").withEmail("zoe@example.org").build();
        return new NoticeTemplate(
                        occasion,
                        Edition.of(language, reply, occasion.donation()),
                        BANK,
                        wording(occasion.kind(), language))
                .builder()
                .preview(NoticeTemplate.values(
                        donor,
                        "https://example.org/r/abc",
                        new TestUnsubscribeLinks().links().apply(donor.id()),
                        "bounces+abc@example.org"));
    }

    private static Wording wording(Kind kind, Language language) {
        return ShippedWording.of(new WordingKey(kind, language));
    }

    private static Occasion occasion(Kind kind) {
        return new Occasion(
                run(kind),
                donation("Park behind the hall"),
                STAMP,
                Optional.of(new Former("Lindeplein 8", TEN_O_CLOCK.minus(Duration.ofHours(1)), Duration.ZERO)),
                List.of(aDonation().at(TEN_O_CLOCK.plus(Duration.ofDays(7))).build()));
    }

    private static RunId run(Kind kind) {
        return switch (kind) {
            case CHANGE -> RunId.change("d1", 2);
            case CANCELLATION -> RunId.cancellation("d1");
            case REMINDER -> RunId.reminder("d1", 1);
            default -> RunId.single(kind, "d1", "0", STAMP);
        };
    }

    private static Donation donation(String note) {
        var plain = aDonation()
                .withId("d1")
                .at(TEN_O_CLOCK)
                .lasting(Duration.ofHours(6))
                .build();
        return new Donation(
                plain.id(),
                plain.city(),
                plain.address(),
                plain.startsAt(),
                plain.length(),
                plain.createdAt(),
                false,
                note,
                plain.seating(),
                new Version(2, 2, Optional.of(STAMP), Notify.ALL, note.isEmpty() ? "" : "The boiler burst"));
    }
}
