package org.savealife.invitation.mail;

import java.time.Clock;
import java.time.ZoneId;
import org.savealife.donor.bounce.StoredBounces;
import org.savealife.donor.unsubscribe.TestUnsubscribeLinks;
import org.savealife.mail.MailSettings;
import org.savealife.mail.MailTransport;
import org.savealife.mail.message.Sender;
import org.savealife.platform.i18n.Language;
import org.savealife.platform.i18n.LanguageSettings;
import org.savealife.platform.organisation.Organisation;

/** The application's mailer, for tests outside the container. */
public final class TestMailer {

    private TestMailer() {}

    /** In Dutch time. */
    public static Mailer of(MailTransport transport) {
        return of(transport, Clock.systemUTC(), ZoneId.of("Europe/Amsterdam"));
    }

    public static Mailer of(MailTransport transport, Clock clock, ZoneId zone) {
        return new Mailer(
                transport,
                new TestUnsubscribeLinks(),
                StoredBounces.noReturnPaths(),
                clock,
                zone,
                Organisation.UNNAMED,
                new MailSettings(MailSettings.Transport.SMTP, Sender.parse("Savealife <savealife@localhost>"), 0),
                new LanguageSettings(Language.ENGLISH));
    }

    /** Sets how long pages wait until they are offered to the relay again. */
    public static void setBackOff(Mailer mailer, ResendBackOff backOff) {
        mailer.backOff = backOff;
    }
}
