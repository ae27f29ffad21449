package org.savealife.invitation.announce;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;
import org.savealife.donation.Donation;
import org.savealife.invitation.mail.TestMail;
import org.savealife.mail.message.EmailAddress;
import org.savealife.platform.i18n.Language;

/** The form for a test message: its recipient, its language, and the result. */
public final class TestMailForm implements Serializable {

    private static final long serialVersionUID = 1L;

    private String address = "";
    private String language = "";
    private TestMail.@Nullable Result result;

    /** Forgets the result of the last test. */
    void clear() {
        result = null;
    }

    /**
     * Sends the e-mail of the donation to the address, marked as a test.
     *
     * @param usual the language if none is chosen
     * @return false if too many test messages were sent lately
     * @throws IllegalArgumentException if the address is invalid
     */
    boolean send(TestMail testMail, Donation foreseen, Language usual) {
        var to = EmailAddress.of(address);
        var sent = testMail.send(to, foreseen, Language.find(language).orElse(usual));
        sent.ifPresent(became -> result = became);
        return sent.isPresent();
    }

    /** The result of the test message just sent; null for none. */
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
