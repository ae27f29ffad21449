package org.savealife.invitation;

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
import org.savealife.mail.Sender;
import org.savealife.mail.Template;
import org.savealife.mail.TestTemplates;
import org.savealife.platform.Contact;
import org.savealife.platform.Language;
import org.savealife.platform.Organisation;

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
    private static final Instant TEN_O_CLOCK = Instant.parse("2026-12-03T09:00:00Z");

    @Test
    void the_time_is_that_of_the_blood_banks_clock() {
        assertThat(InvitationTemplate.when(aDonation().at(TEN_O_CLOCK).build(), Language.ENGLISH, AMSTERDAM))
                .isEqualTo("Thursday 3 December 2026, from 10:00");
    }

    @Test
    void an_end_on_the_same_day_is_an_hour() {
        var donation = aDonation().at(TEN_O_CLOCK).lasting(Duration.ofHours(6)).build();

        assertThat(InvitationTemplate.when(donation, Language.ENGLISH, AMSTERDAM))
                .isEqualTo("Thursday 3 December 2026, from 10:00 to 16:00");
    }

    @Test
    void an_end_on_another_day_is_said_with_its_day() {
        var donation = aDonation().at(TEN_O_CLOCK).lasting(Duration.ofHours(30)).build();

        assertThat(InvitationTemplate.when(donation, Language.ENGLISH, AMSTERDAM))
                .isEqualTo("Thursday 3 December 2026, from 10:00 to Friday 4 December 2026, 16:00");
    }

    @Test
    void a_donor_who_reads_dutch_is_told_the_time_in_dutch() {
        var day = aDonation().at(TEN_O_CLOCK).lasting(Duration.ofHours(6)).build();

        assertThat(InvitationTemplate.when(day, Language.DUTCH, AMSTERDAM))
                .isEqualTo("donderdag 3 december 2026, van 10:00 tot 16:00");
        assertThat(InvitationTemplate.when(aDonation().at(TEN_O_CLOCK).build(), Language.DUTCH, AMSTERDAM))
                .isEqualTo("donderdag 3 december 2026, vanaf 10:00");
    }

    @ParameterizedTest
    @EnumSource
    void each_message_brings_name_address_and_unsubscribe_link_and_nothing_else(Language language) {
        var openEnded = template(aDonation().in("'s-Hertogenbosch").build(), language);
        var ended = template(aDonation().lasting(Duration.ofHours(6)).build(), language);

        assertThat(openEnded.slots())
                .containsExactlyInAnyOrder("first_name", "email", "unsubscribe_url", "list_unsubscribe");
        assertThat(ended.slots()).isEqualTo(openEnded.slots());
    }

    @ParameterizedTest
    @EnumSource
    void every_word_of_the_layout_is_filled_in(Language language) {
        var html = InvitationTemplate.builder(aDonation().build(), language, AMSTERDAM, SENDER, Organisation.UNNAMED)
                .preview(Map.of(
                        "first_name",
                        "Zoë",
                        "email",
                        "zoe@example.org",
                        "unsubscribe_url",
                        "x",
                        "list_unsubscribe",
                        "y"))
                .html();

        assertThat(html)
                .contains("<html lang=\"" + language.code() + "\"", "Zoë", "zoe@example.org")
                .doesNotContain("[[", "{{", "invitation.html");
    }

    /** Mail programs cut a signature off where somebody answers, and tell one by the blank behind its dashes (RFC 3676). */
    @ParameterizedTest
    @EnumSource
    void who_writes_stands_in_a_signature(Language language) {
        var text = InvitationTemplate.builder(aDonation().build(), language, AMSTERDAM, SENDER, Organisation.UNNAMED)
                .preview(Map.of(
                        "first_name",
                        "Zoë",
                        "email",
                        "zoe@example.org",
                        "unsubscribe_url",
                        "x",
                        "list_unsubscribe",
                        "y"))
                .text();

        assertThat(text).containsPattern("\\R-- \\RBlood & Co\\R");
    }

    @ParameterizedTest
    @EnumSource
    void an_organisation_says_in_its_mails_who_it_is_and_how_it_is_reached(Language language) {
        var preview = InvitationTemplate.builder(aDonation().build(), language, AMSTERDAM, SENDER, BANK)
                .preview(Map.of(
                        "first_name",
                        "Zoë",
                        "email",
                        "zoe@example.org",
                        "unsubscribe_url",
                        "x",
                        "list_unsubscribe",
                        "y"));

        assertThat(preview.text())
                .containsPattern("\\R-- \\RBloedbank \"Oost\" & \\{\\{West}}\\R"
                        + "Lindeplein 8, 2013 AB Haarlem, \\+31 23 123 45 67, info@bank.example\\R");
        assertThat(preview.html())
                .contains("Bloedbank &quot;Oost&quot; &amp; {{West}}, Lindeplein 8, 2013 AB Haarlem, +31 23 123 45 67");
    }

    @Test
    void a_mail_of_nobody_in_particular_has_no_empty_line_for_how_they_are_reached() {
        var preview = InvitationTemplate.builder(
                        aDonation().build(), Language.ENGLISH, AMSTERDAM, SENDER, Organisation.UNNAMED)
                .preview(Map.of(
                        "first_name",
                        "Zoë",
                        "email",
                        "zoe@example.org",
                        "unsubscribe_url",
                        "x",
                        "list_unsubscribe",
                        "y"));

        assertThat(preview.text()).containsPattern("\\R-- \\RBlood & Co\\RYou get this");
        assertThat(preview.html()).doesNotContain("Blood &amp; Co, ");
    }

    /** RFC 5545 section 3.8.4.3; a quotation mark cannot stand in a parameter. */
    @Test
    void who_organises_it_stands_in_the_calendar_by_name_and_address() {
        assertThat(calendar(BANK)).contains("ORGANIZER;CN=\"Bloedbank Oost & West\":mailto:info@bank.example\r\n");
        assertThat(calendar(Organisation.UNNAMED)).contains("ORGANIZER;CN=\"Blood & Co\":mailto:give@example.org\r\n");
    }

    private static String calendar(Organisation organisation) {
        return TestTemplates.calendar(
                InvitationTemplate.of(aDonation().build(), Language.ENGLISH, AMSTERDAM, SENDER, organisation));
    }

    private static Template template(Donation donation, Language language) {
        return InvitationTemplate.of(donation, language, AMSTERDAM, SENDER, Organisation.UNNAMED);
    }
}
