package org.savealife.invitation.mail;

import org.savealife.donation.Donation;
import org.savealife.donor.BloodType;
import org.savealife.donor.Consent;
import org.savealife.donor.Donor;
import org.savealife.donor.FirstName;
import org.savealife.mail.message.EmailAddress;

/** The made-up donor of previews and tests, who is not stored. */
final class SampleDonor {

    /** An id that no donor and no donation has. */
    static final String ID = "0".repeat(32);

    private static final EmailAddress ADDRESS = EmailAddress.of("sanne@example.org");

    private SampleDonor() {}

    /** One whom the donation invites. */
    static Donor of(Donation donation) {
        return of(donation, ADDRESS);
    }

    /** The same, with the address of somebody who tries a mail. */
    static Donor of(Donation donation, EmailAddress address) {
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
}
