package org.savealife.invitation.mail;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.savealife.mail.RelayState;
import org.savealife.mail.message.EmailAddress;
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
    private final String transport;
    private final String host;
    private final int port;
    private final String tls;
    private final Optional<String> region;

    private String address = "";
    private TestMail.@Nullable Result result;

    @Inject
    public MailPage(
            TestMail testMail,
            Mailer mailer,
            MessageBundle texts,
            @ConfigProperty(name = "savealife.mail.transport") String transport,
            @ConfigProperty(name = "savealife.mail.smtp.host") String host,
            @ConfigProperty(name = "savealife.mail.smtp.port") int port,
            @ConfigProperty(name = "savealife.mail.smtp.tls") String tls,
            @ConfigProperty(name = "savealife.mail.ses.region") Optional<String> region) {
        this.testMail = testMail;
        this.mailer = mailer;
        this.texts = texts;
        this.transport = transport;
        this.host = host;
        this.port = port;
        this.tls = tls;
        this.region = region;
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
        return transport.equals("ses")
                ? texts.get("mail.relay.ses", region.orElse("")).strip()
                : host + ":" + port;
    }

    /** The configured value; "" for Amazon SES, which always uses TLS. */
    public String getTls() {
        return transport.equals("ses") ? "" : tls;
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
