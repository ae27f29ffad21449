package org.savealife.invitation.announce;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;
import org.savealife.donation.Donation;
import org.savealife.invitation.mail.TestMail;
import org.savealife.mail.message.EmailAddress;
import org.savealife.platform.i18n.Language;

/** Whom a test message goes to, in which language, and what became of it. */
public final class TestMailForm implements Serializable {

    private static final long serialVersionUID = 1L;

    private String address = "";
    private String language = "";
    private TestMail.@Nullable Result result;

    /** Forgets what became of the last one. */
    void clear() {
        result = null;
    }

    /**
     * Sends the e-mail of the donation to the address, marked as a test.
     *
     * @param usual language, where none is chosen
     * @return false where too many test messages were sent lately
     * @throws IllegalArgumentException if the address is none
     */
    boolean send(TestMail testMail, Donation foreseen, Language usual) {
        var to = EmailAddress.of(address);
        var sent = testMail.send(to, foreseen, Language.find(language).orElse(usual));
        sent.ifPresent(became -> result = became);
        return sent.isPresent();
    }

    /** What became of the test message just sent; null for none. */
    public TestMail.@Nullable Result getResult() {
        return result;
    }

    public String getAddress() {
        return address;
    }

    public void setAddress(String address) {
        this.address = address;
    }

    public String getLanguage() {
        return language;
    }

    public void setLanguage(String language) {
        this.language = language;
    }
}
