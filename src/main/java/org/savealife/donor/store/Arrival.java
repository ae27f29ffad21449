package org.savealife.donor.store;

import java.util.Optional;
import org.savealife.donor.City;
import org.savealife.donor.Donor;
import org.savealife.donor.DonorStatus;
import org.savealife.platform.dynamodb.Item;

/**
 * A donor who can be invited in a city from now on: after signing up, moving there, subscribing again, or when the
 * address may get mail again.
 *
 * @param city where the donor can be invited
 */
public record Arrival(String donorId, City city) {

    /**
     * The arrival that a change of a donor's item results in; nothing if the donor could be invited there before,
     * cannot be invited now, or the item is not a donor's.
     *
     * @param before the item before the change, if there was one
     */
    public static Optional<Arrival> of(Optional<Item> before, Item after) {
        return DonorItem.isDonor(after) && before.flatMap(Arrival::invitable).isEmpty()
                ? invitable(after).map(donor -> new Arrival(donor.id(), donor.city()))
                : Optional.empty();
    }

    private static Optional<Donor> invitable(Item item) {
        return DonorItem.read(item).filter(donor -> donor.status() == DonorStatus.SUBSCRIBED);
    }
}
