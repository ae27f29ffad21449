package org.savealife.mail.config;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.savealife.mail.MailSettings;
import org.savealife.mail.feedback.FeedbackSettings;
import org.savealife.mail.ses.SesSettings;
import org.savealife.mail.smtp.SmtpSettings;
import org.savealife.platform.config.SettingsProducer;
import org.savealife.platform.organisation.Organisation;

/** The settings of mail, for injection, also those of the transport that is not used. */
@ApplicationScoped
public class MailSettingsProducer extends SettingsProducer {

    /** A sender without a name has that of the organisation. */
    @Produces
    @Singleton
    MailSettings mail(Organisation organisation) {
        return read(MailSettings.class).orNamed(organisation.name());
    }

    @Produces
    @Singleton
    SmtpSettings smtp() {
        return read(SmtpSettings.class);
    }

    @Produces
    @Singleton
    SesSettings ses() {
        return read(SesSettings.class);
    }

    @Produces
    @Singleton
    FeedbackSettings feedback() {
        return read(FeedbackSettings.class);
    }
}
