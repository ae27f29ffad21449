package org.savealife.invitation.mail;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.jspecify.annotations.Nullable;
import org.savealife.mail.MailSettings;
import org.savealife.mail.RelayState;
import org.savealife.mail.message.EmailAddress;
import org.savealife.mail.ses.SesSettings;
import org.savealife.mail.smtp.SmtpSettings;
import org.savealife.platform.faces.FormErrors;
import org.savealife.platform.i18n.MessageBundle;
import org.savealife.platform.security.OnlyFor;
import org.savealife.platform.security.Roles;

/** Whether mail leaves, for admins: where it goes, how that went lately, and a test mail. */
@Named
@RequestScoped
@OnlyFor(Roles.ADMIN)
public class MailPage {

    private static final String FIELD = "mail:address";

    private final TestMail testMail;
    private final Mailer mailer;
    private final MessageBundle texts;
    private final MailSettings mail;
    private final SmtpSettings smtp;
    private final SesSettings ses;

    private String address = "";
    private TestMail.@Nullable Result result;

    @Inject
    public MailPage(
            TestMail testMail,
            Mailer mailer,
            MessageBundle texts,
            MailSettings mail,
            SmtpSettings smtp,
            SesSettings ses) {
        this.testMail = testMail;
        this.mailer = mailer;
        this.texts = texts;
        this.mail = mail;
        this.smtp = smtp;
        this.ses = ses;
    }

    public void send() {
        try {
            var to = EmailAddress.of(address);
            testMail.send(to).ifPresentOrElse(sent -> result = sent, this::refuseForNow);
        } catch (IllegalArgumentException unfit) {
            FormErrors.refuse(FIELD, String.valueOf(unfit.getMessage()));
        }
    }

    private void refuseForNow() {
        FormErrors.refuse(FIELD, texts.get("mail.too-often", TestMail.A_MINUTE));
    }

    /** Whether this process sends mail at all. */
    public boolean isPossible() {
        return testMail.isPossible();
    }

    public String getFrom() {
        return mailer.from();
    }

    /** Where mail goes: {@code mail.example.org:587}, or Amazon SES. */
    public String getRelay() {
        return switch (mail.transport()) {
            case SES -> texts.get("mail.relay.ses", ses.region()).strip();
            case SMTP -> smtp.relay();
        };
    }

    /** The configured value; "" for Amazon SES, which always uses TLS. */
    public String getTls() {
        return switch (mail.transport()) {
            case SES -> "";
            case SMTP -> smtp.tls().word();
        };
    }

    public RelayState getState() {
        return mailer.relayState();
    }

    /** The result of the mail just sent; null for none. */
    public TestMail.@Nullable Result getResult() {
        return result;
    }

    public String getAddress() {
        return address;
    }

    public void setAddress(String address) {
        this.address = address;
    }
}
