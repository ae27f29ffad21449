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
 * What a person sends to sign up: {@code {"first_name", "email", "type"?, "city", "language"?, "consent"?}}, texts as typed;
 * {@code consent} is the version of the text to which they said yes ({@link Consent}).
 */
public record Signup(
        Optional<String> firstName,
        Optional<String> email,
        Optional<String> type,
        Optional<String> city,
        Optional<String> language,
        Optional<String> consent) {

    /** How strict names and cities are read. */
    private record Readers(Function<String, FirstName> name, Function<String, City> city) {

        static final Readers USUAL = new Readers(FirstName::of, City::of);
        static final Readers OF_STRANGERS = new Readers(FirstName::ofStranger, City::ofStranger);
    }

    /**
     * The donor who signs up, with an id of their own.
     *
     * @throws org.savealife.platform.error.InvalidFieldsException naming every field that is missing or wrong
     */
    public Donor donor(Instant now) {
        return donor(now, Readers.USUAL);
    }

    /**
     * The same of somebody whom nobody knows: nothing gets in that is there to be shown, or mailed, to others.
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

    /** What was sent for the field of that name; "" for nothing. */
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

    /** The form is in the language that it sends; "" where none is given, or one that is refused. */
    private String languageOfForm() {
        return language.flatMap(text -> Language.find(text.strip().toLowerCase(Locale.ROOT)))
                .map(Language::code)
                .orElse("");
    }

    /**
     * That donor with what is given here; a language that is left out stays, and so does the consent.
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
