package org.savealife.donor;

import java.time.DateTimeException;
import java.util.Optional;
import org.savealife.mail.EmailAddress;
import org.savealife.platform.Item;

/**
 * A donor as an item of the main table: {@code PK} {@code DONOR#<id>}, {@code SK} {@code CITY#<city key>}, texts {@code
 * first_name}, {@code email}, {@code city} (as typed) and {@code type} (code, absent if unknown), {@code signed_up_at}
 * (ISO instant), {@code unsubscribed_at} (ISO instant) and {@code suppression} (why) where that happened. The address
 * guard beside it, {@code EMAIL#<normalised address>} / {@code EMAIL}, holds {@code donor_id}, so that an address signs
 * up once.
 */
final class DonorItem {

    static final String PREFIX = "DONOR#";

    private static final String GUARD_PREFIX = "EMAIL#";
    private static final String GUARD_SORT_KEY = "EMAIL";

    private DonorItem() {}

    static String partitionKey(String id) {
        return PREFIX + id;
    }

    static Item of(Donor donor) {
        return Item.of(partitionKey(donor.id()), CityRepository.sortKey(donor.city()))
                .with("first_name", donor.firstName().value())
                .with("email", donor.email().value())
                .with("type", donor.type().code())
                .with("city", donor.city().name())
                .with("signed_up_at", donor.signedUpAt());
    }

    /** The donor, or nothing where the item is no donor by our rules, say written by another tool. */
    static Optional<Donor> read(Item item) {
        try {
            return Optional.of(donor(item));
        } catch (IllegalArgumentException | IllegalStateException | DateTimeException notOurs) {
            return Optional.empty();
        }
    }

    private static Donor donor(Item item) {
        return new Donor(
                item.partitionKey().substring(PREFIX.length()),
                FirstName.of(item.text("first_name")),
                EmailAddress.of(item.text("email")),
                BloodType.ofCode(item.findText("type").orElse("")),
                City.of(item.text("city")),
                item.instant("signed_up_at"),
                item.findText("unsubscribed_at").isPresent(),
                item.findText("suppression").orElse(""));
    }

    static Item guard(Donor donor) {
        return Item.of(GUARD_PREFIX + donor.email().normalised(), GUARD_SORT_KEY)
                .with("donor_id", donor.id());
    }
}
