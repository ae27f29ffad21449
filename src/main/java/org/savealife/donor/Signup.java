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
        return read(RandomId.next(), now, false, "");
    }

    /**
     * That donor with what is given here.
     *
     * @throws org.savealife.platform.InvalidFieldsException naming every field that is missing or wrong
     */
    Donor edit(Donor before) {
        return read(before.id(), before.signedUpAt(), before.unsubscribed(), before.suppression());
    }

    private Donor read(String id, Instant signedUpAt, boolean unsubscribed, String suppression) {
        var fields = new Fields();
        var readFirstName = fields.required("first_name", firstName, FirstName::of);
        var readEmail = fields.required("email", email, EmailAddress::of);
        var readType = fields.optional("type", type, BloodType::parse);
        var readCity = fields.required("city", city, City::of);
        fields.check();
        return new Donor(
                id,
                readFirstName.orElseThrow(),
                readEmail.orElseThrow(),
                readType.orElse(BloodType.UNKNOWN),
                readCity.orElseThrow(),
                signedUpAt,
                unsubscribed,
                suppression);
    }
}
