package org.savealife.invitation.mail;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.savealife.donation.Donation;
import org.savealife.donor.bounce.BounceSettings;
import org.savealife.donor.bounce.StoredBounces;
import org.savealife.donor.unsubscribe.TestUnsubscribeLinks;
import org.savealife.invitation.wording.TestWordings;
import org.savealife.invitation.wording.Wordings;
import org.savealife.mail.MailSettings;
import org.savealife.mail.MailTransport;
import org.savealife.mail.RelayState;
import org.savealife.mail.SendPermission;
import org.savealife.mail.SendResult;
import org.savealife.mail.message.Message;
import org.savealife.mail.message.Sender;
import org.savealife.mail.message.Template;
import org.savealife.platform.http.HttpSettings;
import org.savealife.platform.http.PublicUrl;
import org.savealife.platform.i18n.Language;
import org.savealife.platform.i18n.LanguageSettings;
import org.savealife.platform.organisation.Organisation;
import org.savealife.visit.Slot;
import org.savealife.visit.calendar.OrganiserAddresses;
import org.savealife.visit.link.AnswerLinks;

/** The application's mailer, for tests outside the container. */
public final class TestMailer {

    private static final PublicUrl URL =
            new PublicUrl(new HttpSettings("http://localhost:8080", Optional.empty(), Duration.ofMinutes(30)));

    private static final BounceSettings NO_BOUNCES = new BounceSettings(Optional.empty());

    private static final MailTransport NONE = new MailTransport() {
        @Override
        public List<SendResult> send(Template template, List<Message> messages, SendPermission clearance) {
            throw new IllegalStateException("Nobody was to be sent anything.");
        }

        @Override
        public RelayState relayState() {
            return new RelayState(true, Instant.EPOCH, "");
        }
    };

    private TestMailer() {}

    private static List<Slot> allFree(Donation donation) {
        return donation.seating().slotStarts(donation).stream()
                .map(at -> new Slot(at, donation.seating().bookableSeats(), 0, 0, 0))
                .toList();
    }

    /** One that sends nothing, in Dutch time. */
    public static Mailer idle() {
        return of(NONE);
    }

    /** In Dutch time. */
    public static Mailer of(MailTransport transport) {
        return of(transport, Clock.systemUTC(), ZoneId.of("Europe/Amsterdam"));
    }

    public static Mailer of(MailTransport transport, Clock clock, ZoneId zone) {
        return of(transport, clock, zone, NO_BOUNCES, TestWordings.shipped());
    }

    static Mailer of(MailTransport transport, Wordings wordings) {
        return of(transport, Clock.systemUTC(), ZoneId.of("Europe/Amsterdam"), NO_BOUNCES, wordings);
    }

    /** @param bounces the address to which calendar programs answer; no return paths */
    static Mailer of(MailTransport transport, Clock clock, ZoneId zone, BounceSettings bounces) {
        return of(transport, clock, zone, bounces, TestWordings.shipped());
    }

    private static Mailer of(
            MailTransport transport, Clock clock, ZoneId zone, BounceSettings bounces, Wordings wordings) {
        return new Mailer(
                transport,
                new TestUnsubscribeLinks(),
                new AnswerOffers(new AnswerLinks(URL, new TestUnsubscribeLinks()), TestMailer::allFree, clock),
                StoredBounces.noReturnPaths(),
                new OrganiserAddresses(bounces, new TestUnsubscribeLinks()),
                clock,
                zone,
                Organisation.UNNAMED,
                new MailSettings(MailSettings.Transport.SMTP, Sender.parse("Savealife <savealife@localhost>"), 0),
                new LanguageSettings(Language.ENGLISH),
                wordings);
    }

    /** Sets how long pages wait until they are offered to the relay again. */
    public static void setBackOff(Mailer mailer, ResendBackOff backOff) {
        mailer.backOff = backOff;
    }
}
