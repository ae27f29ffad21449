package org.savealife.donor;

import java.time.DateTimeException;
import java.util.Optional;
import org.savealife.mail.EmailAddress;
import org.savealife.platform.Item;
import org.savealife.platform.Tables;

/**
 * A donor as an item of the main table: {@code PK} {@code DONOR#<id>}, {@code SK} {@code CITY#<city key>}, texts {@code
 * first_name}, {@code email}, {@code city} (as typed) and {@code type} (code, absent if unknown), {@code signed_up_at}
 * (ISO instant), {@code unsubscribed_at} (ISO instant) and {@code suppression} (why) where that happened. The address
 * guard beside it, {@code EMAIL#<normalised address>} / {@code EMAIL}, holds {@code donor_id}, so that an address signs
 * up once.
 *
 * <p>The number {@code revision} grows with each change that is made here, and says that the donor's entries ({@link
 * DonorEntries}) and counts are kept. A donor whom another tool stored has none, until the first change here.
 */
final class DonorItem {

    static final String PREFIX = "DONOR#";

    static final String TYPE = "type";
    static final String UNSUBSCRIBED_AT = "unsubscribed_at";
    static final String SUPPRESSION = "suppression";
    static final String REVISION = "revision";

    private DonorItem() {}

    static String partitionKey(String id) {
        return PREFIX + id;
    }

    static Item of(Donor donor) {
        return edited(Item.of(partitionKey(donor.id()), CityRepository.sortKey(donor.city())), donor)
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
                BloodType.ofCode(item.findText(TYPE).orElse("")),
                City.of(item.text("city")),
                item.instant("signed_up_at"),
                item.findText(UNSUBSCRIBED_AT).isPresent(),
                item.findText(SUPPRESSION).orElse(""));
    }

    /** The item with what staff may change as the donor has it, and the key that follows from it. */
    static Item edited(Item item, Donor donor) {
        return item.without(TYPE)
                .with(Tables.SK, CityRepository.sortKey(donor.city()))
                .with("first_name", donor.firstName().value())
                .with("email", donor.email().value())
                .with(TYPE, donor.type().code())
                .with("city", donor.city().name());
    }

    /** The item as it is to be stored after another change. */
    static Item revised(Item item) {
        return item.with(REVISION, item.findNumber(REVISION).orElse(0L) + 1);
    }
}
