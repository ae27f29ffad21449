package org.savealife.invitation.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.savealife.donor.DonorBuilder.aDonor;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.savealife.donation.DonationEdit;
import org.savealife.donation.StoredDonations;
import org.savealife.donor.store.StoredDonors;
import org.savealife.invitation.InvitationRun;
import org.savealife.mail.MailTransport;
import org.savealife.mail.RelayState;
import org.savealife.mail.SendPermission;
import org.savealife.mail.SendResult;
import org.savealife.mail.message.Message;
import org.savealife.mail.message.Sender;
import org.savealife.mail.message.Template;

/** What donors get if staff change a donation while its run goes on. */
class ChangedDonationIT extends WorkedRunIT {

    @Test
    void a_page_that_waits_for_the_relay_leaves_with_the_new_values() {
        StoredDonors.add(
                tables.client(),
                "savealife",
                IntStream.range(0, 3)
                        .mapToObj(number -> aDonor().from(city).build())
                        .toList());
        var transport = new RecordingTransport();
        var run = opened(new WorkedRun(tables, transport, city, USUAL)).begin();
        await().atMost(PROMPTLY).until(() -> transport.offers.size() > 1);

        var donations = StoredDonations.repository(tables);
        var before = donations.find(run.donationId()).orElseThrow();
        donations.change(before, atTheTownHall().of(before, Instant.now(), ZoneId.of("Europe/Amsterdam")), "noor");
        await().atMost(PROMPTLY)
                .until(() -> transport.offers.get(transport.offers.size() - 1).contains("Town hall"));
        transport.isThere = true;

        awaitStatus(run, InvitationRun.Status.FINISHED);
        assertThat(run.now().counts().sent()).isEqualTo(3);
        assertThat(transport.sent).hasSize(3).allMatch(mail -> mail.contains("Town hall"));
    }

    private static DonationEdit atTheTownHall() {
        return new DonationEdit(
                Optional.empty(),
                Optional.of("Town hall"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of("all"));
    }

    /** A relay that is away at first, and keeps the first message of each offer. */
    private static final class RecordingTransport implements MailTransport {

        private static final Sender FROM = Sender.parse("Savealife <savealife@localhost>");

        private final List<String> offers = new CopyOnWriteArrayList<>();
        private final List<String> sent = new CopyOnWriteArrayList<>();
        private volatile boolean isThere;

        @Override
        public List<SendResult> send(Template template, List<Message> messages, SendPermission clearance) {
            var mails = messages.stream()
                    .map(message -> new String(template.render(message, FROM, Instant.now()), StandardCharsets.UTF_8))
                    .toList();
            offers.add(mails.get(0));
            if (!isThere) {
                return messages.stream()
                        .<SendResult>map(
                                message -> new SendResult.Deferred(SendResult.Deferred.By.RELAY, "421 4.3.2 Not there"))
                        .toList();
            }
            sent.addAll(mails);
            return messages.stream()
                    .<SendResult>map(message -> new SendResult.Sent("250 2.0.0 Ok"))
                    .toList();
        }

        @Override
        public RelayState relayState() {
            return new RelayState(isThere, Instant.EPOCH, "");
        }
    }
}
