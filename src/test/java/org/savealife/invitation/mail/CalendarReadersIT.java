package org.savealife.invitation.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.savealife.donation.DonationBuilder.aDonation;
import static org.savealife.donor.DonorBuilder.aDonor;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.savealife.donation.ChangedDonations;
import org.savealife.donation.Donation;
import org.savealife.donation.Notify;
import org.savealife.donor.Donor;
import org.savealife.donor.bounce.BounceAddress;
import org.savealife.donor.bounce.BounceSettings;
import org.savealife.fixture.CalendarReaders;
import org.savealife.fixture.Deep;
import org.savealife.invitation.run.Kind;
import org.savealife.invitation.run.Reply;
import org.savealife.invitation.run.RunId;
import org.savealife.mail.MailTransport;
import org.savealife.mail.RelayState;
import org.savealife.mail.SendPermission;
import org.savealife.mail.SendResult;
import org.savealife.mail.message.Message;
import org.savealife.mail.message.Template;
import org.savealife.platform.RandomId;

/** The calendar entries of one donation, from invitation to calling off, in two calendar programs of others. */
@Deep
class CalendarReadersIT {

    private static final Instant NINE = Instant.parse("2036-12-03T09:00:00Z");
    private static final Duration HALF_AN_HOUR = Duration.ofMinutes(30);
    private static final Instant STAMP = Instant.parse("2026-11-23T12:00:00Z");

    private final List<String> entries = new ArrayList<>();
    private final Mailer mailer = TestMailer.of(
            new EntryTransport(),
            Clock.systemUTC(),
            ZoneId.of("Europe/Amsterdam"),
            new BounceSettings(Optional.of(BounceAddress.of("bounces@example.org"))));
    private final Donor zoe = aDonor().withId(RandomId.next())
            .named("Zoë")
            .withEmail("zoe@example.org")
            .build();
    private final Donation donation = aDonation()
            .in("Zoeterwoude-Rijndijk")
            .at(NINE)
            .lasting(Duration.ofHours(6))
            .withSlots(30, 2)
            .telling("Take the entrance at the back; bring \"ID\", and water: it is warm.\nSee you! \\o/ 🩸")
            .build();
    private final Donation moved =
            ChangedDonations.moved(donation, NINE.plus(Duration.ofHours(2)), "Sports hall; room 2, back", Notify.ALL);
    private final Donation calledOff = ChangedDonations.calledOff(moved, Notify.ALL, "The boiler burst");

    @Test
    void who_books_has_one_entry_that_moves_and_is_called_off() {
        write(RunId.invitations(donation.id()), donation, Reply.NONE);
        write(single(Kind.CONFIRMATION), donation, booked(NINE.plus(HALF_AN_HOUR)));
        write(RunId.change(donation.id(), 1), moved, booked(moved.startsAt().plus(HALF_AN_HOUR)));
        write(RunId.reminder(donation.id(), 1), moved, booked(moved.startsAt().plus(HALF_AN_HOUR)));
        write(
                RunId.cancellation(donation.id()),
                calledOff,
                booked(moved.startsAt().plus(HALF_AN_HOUR)));

        assertThat(read("ical.js"))
                .isEqualTo(read("node-ical"))
                .containsExactly(
                        "PUBLISH 0  2036-12-03T09:00:00.000Z to 15:00, Main street []",
                        "REQUEST 0 CONFIRMED 2036-12-03T09:30:00.000Z to 10:30, Main street [zoe@example.org ACCEPTED]",
                        "REQUEST 1 CONFIRMED 2036-12-03T11:30:00.000Z to 12:30, Sports hall; room 2, back"
                                + " [zoe@example.org ACCEPTED]",
                        "REQUEST 1 CONFIRMED 2036-12-03T11:30:00.000Z to 12:30, Sports hall; room 2, back"
                                + " [zoe@example.org ACCEPTED]",
                        "CANCEL 2 CANCELLED 2036-12-03T11:30:00.000Z to 12:30, Sports hall; room 2, back"
                                + " [zoe@example.org ACCEPTED]");
        assertThat(organisers().subList(1, 5))
                .as("to whom programs answer stays the same while the donor is booked")
                .allMatch(address -> address.matches("bounces\\+[0-9a-v]{42}@example\\.org"))
                .containsOnly(organisers().get(1));
    }

    @Test
    void who_was_only_invited_has_one_entry_too() {
        write(RunId.invitations(donation.id()), donation, Reply.NONE);
        write(RunId.change(donation.id(), 1), moved, Reply.NONE);
        write(RunId.cancellation(donation.id()), calledOff, Reply.NONE);

        assertThat(read("ical.js"))
                .isEqualTo(read("node-ical"))
                .containsExactly(
                        "PUBLISH 0  2036-12-03T09:00:00.000Z to 15:00, Main street []",
                        "PUBLISH 1  2036-12-03T11:00:00.000Z to 17:00, Sports hall; room 2, back []",
                        "CANCEL 2 CANCELLED 2036-12-03T11:00:00.000Z to 17:00, Sports hall; room 2, back []");
        assertThat(organisers()).containsOnly("savealife@localhost");
    }

    /** The only entry after each step, in one line. */
    private List<String> read(String reader) {
        return StreamSupport.stream(CalendarReaders.read(entries).spliterator(), false)
                .map(step -> step.path(reader))
                .map(calendar -> {
                    assertThat(calendar).hasSize(1);
                    assertThat(calendar.path(0).path("uid").asText()).isEqualTo(donation.id() + "@savealife");
                    return line(calendar.path(0));
                })
                .toList();
    }

    private String line(JsonNode entry) {
        var attendees = StreamSupport.stream(entry.path("attendees").spliterator(), false)
                .map(JsonNode::asText)
                .toList();
        return entry.path("method").asText() + " " + entry.path("sequence").asText() + " "
                + entry.path("status").asText() + " " + entry.path("start").asText() + " to "
                + entry.path("end").asText().substring(11, 16) + ", "
                + entry.path("location").asText().replace(", " + donation.city().name(), "") + " " + attendees;
    }

    private List<String> organisers() {
        return StreamSupport.stream(CalendarReaders.read(entries).spliterator(), false)
                .map(step -> step.path("ical.js").path(0).path("organizer").asText())
                .toList();
    }

    private void write(RunId run, Donation about, Reply reply) {
        var results = mailer.mailing(new Occasion(run, about, STAMP, Optional.empty(), List.of()))
                .send(List.of(zoe), donor -> reply, () -> true, donor -> true);
        assertThat(results).hasOnlyElementsOfType(SendResult.Sent.class);
    }

    private RunId single(Kind kind) {
        return RunId.single(kind, donation.id(), zoe.id(), STAMP);
    }

    private static Reply booked(Instant slot) {
        return new Reply(Reply.State.BOOKED, Optional.of(slot));
    }

    /** Takes the calendar entry of each message. */
    private final class EntryTransport implements MailTransport {

        @Override
        public List<SendResult> send(Template template, List<Message> messages, SendPermission clearance) {
            var calendar = template.parts().calendar().orElseThrow();
            messages.forEach(
                    message -> entries.add(new String(calendar.fill(message.values()), StandardCharsets.UTF_8)));
            return messages.stream()
                    .<SendResult>map(message -> new SendResult.Sent("250 OK"))
                    .toList();
        }

        @Override
        public RelayState relayState() {
            return new RelayState(true, Instant.EPOCH, "");
        }
    }
}
