package org.savealife.donor;

import java.time.Instant;
import org.savealife.mail.EmailAddress;

/**
 * A person who signed up to be invited to blood donations in a city.
 *
 * @param id 32 hexadecimal digits, random
 * @param type {@link BloodType#UNKNOWN} where the donor left it out
 */
public record Donor(String id, FirstName firstName, EmailAddress email, BloodType type, City city, Instant signedUpAt) {

    /** The id only: the rest is personal data. */
    @Override
    public String toString() {
        return "Donor[" + id + "]";
    }
}
