package org.savealife.invitation.announce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.savealife.donation.DonationBuilder.aDonation;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.savealife.donation.Donation;
import org.savealife.donation.DonationEdit;
import org.savealife.donation.Seating;
import org.savealife.invitation.mail.Mailer;
import org.savealife.invitation.mail.TestMailer;
import org.savealife.platform.i18n.Language;

class ChangeMailTest {

    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
    private static final ZoneId AMSTERDAM = ZoneId.of("Europe/Amsterdam");

    private final Mailer mailer = TestMailer.idle();
    private final Donation donation =
            aDonation().in("Haarlem").at(Instant.parse("2026-12-03T09:00:00Z")).build();

    @Test
    void the_mail_says_what_will_be_and_what_was() {
        var mail = mail(edit(Optional.of("Station & hall"), "all")).orElseThrow();

        var english = mail.in(Language.ENGLISH, mailer);
        assertThat(english.subject()).startsWith("Changed: blood donation in Haarlem");
        assertThat(english.text()).contains("Hello Sanne", "Station & hall", "Before, it was:", donation.address());
        assertThat(english.calendar()).contains("SEQUENCE:1", "METHOD:PUBLISH");
        assertThat(mail.in(Language.DUTCH, mailer).subject()).startsWith("Gewijzigd:");
        assertThat(mail.isToBooked()).isFalse();
    }

    @Test
    void to_those_who_are_booked_alone_it_is_theirs() {
        var mail = mail(edit(Optional.of("Station"), "booked")).orElseThrow();

        assertThat(mail.isToBooked()).isTrue();
        assertThat(mail.in(Language.ENGLISH, mailer).text()).contains("You still have your place.");
        assertThat(mail.in(Language.ENGLISH, mailer).calendar()).contains("METHOD:REQUEST");
    }

    @Test
    void there_is_none_if_nothing_changes_or_nobody_is_told() {
        assertThat(mail(edit(Optional.empty(), "all"))).isEmpty();
        assertThat(mail(edit(Optional.of("Station"), "nobody"))).isEmpty();
    }

    @Test
    void the_seats_do_not_matter_to_it() {
        var slotted = aDonation()
                .in("Haarlem")
                .at(donation.startsAt())
                .lasting(Duration.ofHours(6))
                .build()
                .withSeating(new Seating(15, 4, 0, 1));
        var endless = new DonationEdit(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(""),
                Optional.empty(),
                Optional.of("all"));

        assertThat(ChangeMail.of(slotted, endless, NOW, AMSTERDAM)).isPresent();
    }

    @Test
    void the_frame_on_the_page_finds_the_same_mail_by_its_address() {
        var mail = mail(edit(Optional.of("Station & hall"), "booked")).orElseThrow();
        var parameters = Arrays.stream(mail.query().split("&"))
                .map(field -> field.split("=", 2))
                .collect(Collectors.toMap(
                        field -> field[0], field -> URLDecoder.decode(field[1], StandardCharsets.UTF_8)));

        assertThat(parameters)
                .isEqualTo(Map.of("change", donation.id(), "address", "Station & hall", "notify", "booked"));
        assertThat(mail(ChangeMail.read(name -> Optional.ofNullable(parameters.get(name)))))
                .contains(mail);
        assertThat(mail.previews(mailer, Language.DUTCH))
                .extracting(preview -> preview.source())
                .isEqualTo(List.of(
                        "/staff/preview?" + mail.query() + "&language=nl",
                        "/staff/preview?" + mail.query() + "&language=en"));
    }

    private Optional<ChangeMail> mail(DonationEdit edit) {
        return ChangeMail.of(donation, edit, NOW, AMSTERDAM);
    }

    private static DonationEdit edit(Optional<String> address, String told) {
        return new DonationEdit(
                Optional.empty(), address, Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(told));
    }
}
