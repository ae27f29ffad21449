package org.savealife.invitation.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.savealife.donation.DonationBuilder.aDonation;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.savealife.donation.Donation;
import org.savealife.donation.Seating;
import org.savealife.invitation.run.Kind;
import org.savealife.invitation.wording.ShippedWording;
import org.savealife.invitation.wording.Wording;
import org.savealife.invitation.wording.WordingKey;
import org.savealife.mail.message.Sender;
import org.savealife.mail.message.Template;
import org.savealife.mail.message.TestTemplates;
import org.savealife.platform.i18n.Language;
import org.savealife.platform.organisation.Contact;
import org.savealife.platform.organisation.Organisation;

class InvitationTemplateTest {

    private static final ZoneId AMSTERDAM = ZoneId.of("Europe/Amsterdam");
    private static final Sender SENDER = Sender.parse("Blood & Co <give@example.org>");
    private static final Organisation BANK = new Organisation(
            "Bloedbank \"Oost\" & {{West}}",
            "Lindeplein 8, 2013 AB Haarlem",
            List.of(
                    new Contact("+31 23 123 45 67", "tel:+31231234567"),
                    new Contact("info@bank.example", "mailto:info@bank.example")),
            List.of(),
            Optional.empty());

    @ParameterizedTest
    @EnumSource
    void each_message_brings_name_address_and_links_and_nothing_else(Language language) {
        var openEnded = template(aDonation().in("'s-Hertogenbosch").build(), language);
        var ended = template(aDonation().lasting(Duration.ofHours(6)).build(), language);

        assertThat(openEnded.slots())
                .containsExactlyInAnyOrder("first_name", "email", "answer_url", "unsubscribe_url", "list_unsubscribe");
        assertThat(ended.slots()).isEqualTo(openEnded.slots());
    }

    @ParameterizedTest
    @EnumSource
    void every_word_of_the_layout_is_filled_in(Language language) {
        var html = preview(aDonation().build(), language).html();

        assertThat(html)
                .contains("<html lang=\"" + language.code() + "\"", "Zoë", "zoe@example.org")
                .doesNotContain("[[", "{{", "invitation.html");
    }

    @ParameterizedTest
    @EnumSource
    void a_donation_with_slots_offers_the_next_three_and_a_link_to_all(Language language) {
        var donation = aDonation()
                .at(Instant.parse("2026-12-03T09:00:00Z"))
                .lasting(Duration.ofHours(6))
                .build()
                .withSeating(new Seating(15, 4, 0, 1));

        var mail = preview(donation, language);

        assertThat(mail.text())
                .contains("10:00\nhttps://example.org/r/TOKEN?at=2026-12-03T09:00:00Z\n")
                .contains("10:30\nhttps://example.org/r/TOKEN?at=2026-12-03T09:30:00Z\n")
                .contains("\nhttps://example.org/r/TOKEN\n")
                .doesNotContain("10:45", "{{", "\n\n\n");
        assertThat(mail.html())
                .contains("href=\"https://example.org/r/TOKEN?at=2026-12-03T09:15:00Z\"", "10:15</a>")
                .contains("href=\"https://example.org/r/TOKEN\"")
                .doesNotContain("10:45", "[[");
        assertThat(template(donation, language).slots())
                .isEqualTo(template(aDonation().build(), language).slots());
    }

    @Test
    void a_full_donation_offers_the_waiting_list_and_one_without_slots_asks_whether_the_donor_comes() {
        var full = preview(
                aDonation().build(), Language.ENGLISH, Organisation.UNNAMED, new AnswerBlock(true, true, List.of()));

        assertThat(full.text()).contains("Join the waiting list\nhttps://example.org/r/TOKEN\n");
        assertThat(preview(aDonation().build(), Language.ENGLISH).text())
                .contains("Say whether you come\nhttps://example.org/r/TOKEN\n");
    }

    /** Mail programs cut a signature off in answers, and recognise one by the blank behind its dashes (RFC 3676). */
    @ParameterizedTest
    @EnumSource
    void who_writes_stands_in_a_signature(Language language) {
        var text = preview(aDonation().build(), language).text();

        assertThat(text).containsPattern("\\R-- \\RBlood & Co\\R");
    }

    @ParameterizedTest
    @EnumSource
    void what_staff_tell_donors_stands_in_every_part_of_the_mail_as_they_wrote_it(Language language) {
        var donation = aDonation()
                .telling("Park behind the hall, <free>.\n\nBring {{email}}; and a card")
                .build();

        var mail = preview(donation, language);

        assertThat(mail.text()).contains("\n\nPark behind the hall, <free>.\n\nBring {{email}}; and a card\n\n");
        assertThat(mail.html())
                .containsPattern(
                        "Park behind the hall, &lt;free(&gt;|>)\\.<br>\\s*<br>\\s*Bring \\{\\{email}}; and a card</p>")
                .doesNotContain("[[");
        assertThat(mail.calendar().replace("\r\n ", ""))
                .contains("DESCRIPTION:Park behind the hall\\, <free>.\\n\\nBring {{email}}\\; and a card\r\n");
        assertThat(template(donation, language).slots())
                .containsExactlyInAnyOrder("first_name", "email", "answer_url", "unsubscribe_url", "list_unsubscribe");
    }

    @ParameterizedTest
    @EnumSource
    void without_a_word_of_staff_there_is_no_room_for_one(Language language) {
        var mail = preview(aDonation().build(), language);

        assertThat(mail.text()).doesNotContain("\n\n\n");
        assertThat(mail.html()).doesNotContain("\"></p>", "[[");
        assertThat(mail.calendar()).contains("\r\nSUMMARY:").doesNotContain("DESCRIPTION");
    }

    @ParameterizedTest
    @EnumSource
    void an_organisation_says_in_its_mails_who_it_is_and_how_it_is_reached(Language language) {
        var preview = preview(aDonation().build(), language, BANK);

        assertThat(preview.text())
                .containsPattern("\\R-- \\RBloedbank \"Oost\" & \\{\\{West}}\\R"
                        + "Lindeplein 8, 2013 AB Haarlem, \\+31 23 123 45 67, info@bank.example\\R");
        assertThat(preview.html())
                .contains("Bloedbank &quot;Oost&quot; &amp; {{West}}, Lindeplein 8, 2013 AB Haarlem, +31 23 123 45 67");
    }

    @ParameterizedTest
    @EnumSource
    void a_note_of_staff_and_how_they_are_reached_stand_in_the_same_mail(Language language) {
        var preview = preview(aDonation().telling("Bring a card").build(), language, BANK);

        assertThat(preview.text())
                .containsPattern("\\R\\RBring a card\\R\\R")
                .containsPattern("\\R-- \\RBloedbank .*\\RLindeplein 8, 2013 AB Haarlem, ");
        assertThat(preview.html()).contains(">Bring a card</p>", ", Lindeplein 8, 2013 AB Haarlem, ");
        assertThat(preview.calendar())
                .contains("DESCRIPTION:Bring a card\r\n", "ORGANIZER;CN=\"Bloedbank Oost & West\":");
    }

    @Test
    void a_mail_of_nobody_in_particular_has_no_empty_line_for_how_they_are_reached() {
        var preview = preview(aDonation().build(), Language.ENGLISH);

        assertThat(preview.text()).containsPattern("\\R-- \\RBlood & Co\\RYou get this");
        assertThat(preview.html()).doesNotContain("Blood &amp; Co, ");
    }

    /** RFC 5545 section 3.8.4.3; a quotation mark cannot stand in a parameter. */
    @Test
    void who_organises_it_stands_in_the_calendar_by_name_and_address() {
        assertThat(calendar(BANK)).contains("ORGANIZER;CN=\"Bloedbank Oost & West\":mailto:info@bank.example\r\n");
        assertThat(calendar(Organisation.UNNAMED)).contains("ORGANIZER;CN=\"Blood & Co\":mailto:give@example.org\r\n");
    }

    private static Template.Preview preview(Donation donation, Language language) {
        return preview(donation, language, Organisation.UNNAMED);
    }

    private static Template.Preview preview(Donation donation, Language language, Organisation organisation) {
        return preview(donation, language, organisation, free(donation));
    }

    private static Template.Preview preview(
            Donation donation, Language language, Organisation organisation, AnswerBlock answer) {
        return InvitationTemplate.builder(donation, language, letterhead(organisation), answer, wording(language))
                .preview(Map.of(
                        "first_name",
                        "Zoë",
                        "email",
                        "zoe@example.org",
                        "answer_url",
                        "https://example.org/r/TOKEN",
                        "unsubscribe_url",
                        "x",
                        "list_unsubscribe",
                        "y"));
    }

    private static String calendar(Organisation organisation) {
        var donation = aDonation().build();
        return TestTemplates.calendar(InvitationTemplate.of(
                donation, Language.ENGLISH, letterhead(organisation), free(donation), wording(Language.ENGLISH)));
    }

    private static Template template(Donation donation, Language language) {
        return InvitationTemplate.of(
                donation, language, letterhead(Organisation.UNNAMED), free(donation), wording(language));
    }

    private static Letterhead letterhead(Organisation organisation) {
        return new Letterhead(AMSTERDAM, SENDER, organisation, false);
    }

    private static Wording wording(Language language) {
        return ShippedWording.of(new WordingKey(Kind.INVITATION, language));
    }

    private static AnswerBlock free(Donation donation) {
        return AnswerBlock.foreseen(donation, donation.createdAt());
    }
}
