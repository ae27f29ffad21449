package org.savealife.donor;

import java.time.Instant;
import java.util.Optional;
import org.savealife.mail.EmailAddress;
import org.savealife.platform.Fields;
import org.savealife.platform.RandomId;

/** What a person sends to sign up: {@code {"first_name", "email", "type"?, "city"}}, texts as typed. */
public record Signup(Optional<String> firstName, Optional<String> email, Optional<String> type, Optional<String> city) {

    /**
     * The donor who signs up, with an id of their own.
     *
     * @throws org.savealife.platform.InvalidFieldsException naming every field that is missing or wrong
     */
    public Donor donor(Instant now) {
        var fields = new Fields();
        var readFirstName = fields.required("first_name", firstName, FirstName::of);
        var readEmail = fields.required("email", email, EmailAddress::of);
        var readType = fields.optional("type", type, BloodType::parse);
        var readCity = fields.required("city", city, City::of);
        fields.check();
        return Donor.signedUp(
                RandomId.next(),
                readFirstName.orElseThrow(),
                readEmail.orElseThrow(),
                readType.orElse(BloodType.UNKNOWN),
                readCity.orElseThrow(),
                now);
    }
}
