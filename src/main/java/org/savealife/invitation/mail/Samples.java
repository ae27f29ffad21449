package org.savealife.invitation.mail;

import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import org.savealife.donation.Donation;
import org.savealife.donor.BloodType;
import org.savealife.donor.City;
import org.savealife.donor.Consent;
import org.savealife.donor.Donor;
import org.savealife.donor.FirstName;
import org.savealife.mail.message.EmailAddress;
import org.savealife.platform.i18n.Language;
import org.savealife.platform.i18n.MessageBundle;

/** The made-up donor and donation of previews and tests, which are not stored. */
final class Samples {

    /** An id that no donor and no donation has. */
    private static final String ID = "0".repeat(32);

    private static final EmailAddress ADDRESS = EmailAddress.of("sanne@example.org");

    private Samples() {}

    /** A donor whom the donation invites. */
    static Donor donor(Donation donation) {
        return donor(donation, ADDRESS);
    }

    /** The same, with the address of somebody who tries a mail. */
    static Donor donor(Donation donation, EmailAddress address) {
        return new Donor(
                ID,
                FirstName.of("Sanne"),
                address,
                BloodType.UNKNOWN,
                donation.city(),
                "",
                donation.createdAt(),
                Consent.NONE,
                false,
                "");
    }

    /**
     * A donation in a week, which says in that language that it is not a real one.
     *
     * @param clock in the time zone of the donation
     */
    static Donation donation(Language language, Clock clock) {
        return new Donation(
                ID,
                City.of("Haarlem"),
                MessageBundle.in(language.locale(), "invitation.test"),
                LocalDate.now(clock)
                        .plusWeeks(1)
                        .atTime(10, 0)
                        .atZone(clock.getZone())
                        .toInstant(),
                Duration.ofHours(6),
                clock.instant(),
                false);
    }
}
