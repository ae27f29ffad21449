package org.savealife.donor.bounce;

import java.util.List;
import java.util.Locale;
import org.savealife.donor.Donor;
import org.savealife.mail.message.EmailAddress;

/**
 * Something that donors have in common whose mail may bounce at once for a single reason, which is usually ours: the
 * provider of their mailbox, or their city, since a run writes to the donors of a city.
 *
 * @param key identifies the group: {@code provider example.org}, {@code city haarlem}
 * @param name for people: {@code example.org}, {@code Haarlem}
 */
record BounceGroup(String key, String name) {

    private static final String PROVIDER = "provider ";
    private static final String CITY = "city ";

    /** A provider that rejects more of our donors as unknown within an hour usually refuses us. */
    private static final int MAX_OF_PROVIDER = 20;

    private static final int MAX_OF_CITY = 50;

    static List<BounceGroup> of(Donor donor) {
        return List.of(
                ofProvider(donor.email()),
                new BounceGroup(CITY + donor.city().key(), donor.city().name()));
    }

    private static BounceGroup ofProvider(EmailAddress address) {
        var domain =
                address.ascii().substring(address.ascii().lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
        return new BounceGroup(PROVIDER + domain, domain);
    }

    boolean isProvider() {
        return key.startsWith(PROVIDER);
    }

    /** How many donors' mail may bounce within an hour. */
    int most() {
        return isProvider() ? MAX_OF_PROVIDER : MAX_OF_CITY;
    }
}
