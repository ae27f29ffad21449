package org.savealife.donor;

import java.time.Instant;
import org.savealife.mail.message.EmailAddress;
import org.savealife.platform.RandomId;
import org.savealife.platform.i18n.Language;

/** Makes donors for tests, showing only what matters: {@code aDonor().from("Haarlem").build()}. */
public final class DonorBuilder {

    private String id = RandomId.next();
    private String firstName = "Zoë";
    private String email = id + "@example.org";
    private BloodType type = BloodType.UNKNOWN;
    private String city = "Haarlem";
    private String language = "";
    private Instant signedUpAt = Instant.parse("2026-01-01T00:00:00Z");
    private Consent consent = Consent.NONE;
    private boolean unsubscribed;
    private String suppression = "";

    private DonorBuilder() {}

    public static DonorBuilder aDonor() {
        return new DonorBuilder();
    }

    public DonorBuilder withId(String given) {
        this.id = given;
        return this;
    }

    public DonorBuilder named(String name) {
        this.firstName = name;
        return this;
    }

    public DonorBuilder from(String name) {
        this.city = name;
        return this;
    }

    public DonorBuilder withEmail(String address) {
        this.email = address;
        return this;
    }

    public DonorBuilder ofType(BloodType known) {
        this.type = known;
        return this;
    }

    public DonorBuilder reading(Language chosen) {
        this.language = chosen.code();
        return this;
    }

    public DonorBuilder signedUpAt(Instant moment) {
        this.signedUpAt = moment;
        return this;
    }

    public DonorBuilder agreedTo(String version, Instant moment) {
        this.consent = new Consent(version, moment, language);
        return this;
    }

    public DonorBuilder unsubscribed() {
        this.unsubscribed = true;
        return this;
    }

    public DonorBuilder suppressed(String reason) {
        this.suppression = reason;
        return this;
    }

    public Donor build() {
        return new Donor(
                id,
                FirstName.of(firstName),
                EmailAddress.of(email),
                type,
                City.of(city),
                language,
                signedUpAt,
                consent,
                unsubscribed,
                suppression);
    }
}
