package org.savealife.donor;

import java.time.Instant;
import org.savealife.mail.message.EmailAddress;

/**
 * A person who signed up to be invited to blood donations in a city.
 *
 * @param id 32 hexadecimal digits, random
 * @param type {@link BloodType#UNKNOWN} if the donor left it out
 * @param language code of the {@link org.savealife.platform.i18n.Language} of the donor's mails, empty if the donor did
 *     not choose one
 * @param consent to which text the donor agreed, {@link Consent#NONE} if somebody else signed the donor up
 * @param unsubscribed whether the donor wants no more invitations
 * @param suppression why the address gets no mail, for example {@code bounced}; empty if it may get mail
 */
public record Donor(
        String id,
        FirstName firstName,
        EmailAddress email,
        BloodType type,
        City city,
        String language,
        Instant signedUpAt,
        Consent consent,
        boolean unsubscribed,
        String suppression) {

    public DonorStatus status() {
        if (unsubscribed) {
            return DonorStatus.UNSUBSCRIBED;
        }
        return suppression.isEmpty() ? DonorStatus.SUBSCRIBED : DonorStatus.SUPPRESSED;
    }

    public Donor withId(String other) {
        return new Donor(other, firstName, email, type, city, language, signedUpAt, consent, unsubscribed, suppression);
    }

    /** The id only: the rest is personal data. */
    @Override
    public String toString() {
        return "Donor[" + id + "]";
    }
}
