package org.savealife.donor.signup;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.savealife.donor.BloodType;
import org.savealife.donor.City;
import org.savealife.donor.Consent;
import org.savealife.donor.Donor;
import org.savealife.donor.FirstName;
import org.savealife.mail.message.EmailAddress;
import org.savealife.platform.RandomId;
import org.savealife.platform.error.FieldValidator;
import org.savealife.platform.i18n.Language;

/**
 * The fields of a sign-up: {@code {"first_name", "email", "type"?, "city", "language"?, "consent"?}}, texts as typed.
 * {@code consent} is the version of the text to which the person agreed ({@link Consent}).
 */
public record Signup(
        Optional<String> firstName,
        Optional<String> email,
        Optional<String> type,
        Optional<String> city,
        Optional<String> language,
        Optional<String> consent) {

    /** How names and cities are read: strictly or not. */
    private record Readers(Function<String, FirstName> name, Function<String, City> city) {

        static final Readers USUAL = new Readers(FirstName::of, City::of);
        static final Readers OF_STRANGERS = new Readers(FirstName::ofStranger, City::ofStranger);
    }

    /**
     * The donor who signs up, with a new id.
     *
     * @throws org.savealife.platform.error.InvalidFieldsException naming every field that is missing or wrong
     */
    public Donor donor(Instant now) {
        return donor(now, Readers.USUAL);
    }

    /**
     * The donor who signs up, if we do not know the person. Refuses texts that are meant to be shown or mailed to
     * others.
     *
     * @throws org.savealife.platform.error.InvalidFieldsException naming every field that is missing or wrong
     */
    public Donor strangersDonor(Instant now) {
        return donor(now, Readers.OF_STRANGERS);
    }

    private Donor donor(Instant now, Readers readers) {
        var fields = new FieldValidator();
        var agreed = fields.optional("consent", consent, Consent::version);
        return read(
                fields,
                readers,
                RandomId.next(),
                "",
                now,
                agreed.map(version -> new Consent(version, now, languageOfForm()))
                        .orElse(Consent.NONE),
                false,
                "");
    }

    /** The value of the field with that name, "" if it was not sent. */
    public String text(String field) {
        var sent = switch (field) {
            case "first_name" -> firstName;
            case "email" -> email;
            case "type" -> type;
            case "city" -> city;
            case "language" -> language;
            default -> Optional.<String>empty();
        };
        return sent.orElse("");
    }

    /** The language of the form is the one that it sends; "" if it sends none, or one that is refused. */
    private String languageOfForm() {
        return language.flatMap(text -> Language.find(text.strip().toLowerCase(Locale.ROOT)))
                .map(Language::code)
                .orElse("");
    }

    /**
     * The given donor with the values of this sign-up. A language that is left out stays, and so does the consent.
     *
     * @throws org.savealife.platform.error.InvalidFieldsException naming every field that is missing or wrong
     */
    public Donor edit(Donor before) {
        return read(
                new FieldValidator(),
                Readers.USUAL,
                before.id(),
                before.language(),
                before.signedUpAt(),
                before.consent(),
                before.unsubscribed(),
                before.suppression());
    }

    private Donor read(
            FieldValidator fields,
            Readers readers,
            String id,
            String knownLanguage,
            Instant signedUpAt,
            Consent given,
            boolean unsubscribed,
            String suppression) {
        var readFirstName = fields.required("first_name", firstName, readers.name());
        var readEmail = fields.required("email", email, EmailAddress::of);
        var readType = fields.optional("type", type, BloodType::parse);
        var readCity = fields.required("city", city, readers.city());
        var readLanguage = fields.optional("language", language, Language::of);
        fields.check();
        return new Donor(
                id,
                readFirstName.orElseThrow(),
                readEmail.orElseThrow(),
                readType.orElse(BloodType.UNKNOWN),
                readCity.orElseThrow(),
                readLanguage.map(Language::code).orElse(knownLanguage),
                signedUpAt,
                given,
                unsubscribed,
                suppression);
    }
}
