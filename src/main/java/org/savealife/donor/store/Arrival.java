package org.savealife.donor.store;

import java.util.Optional;
import org.savealife.donor.City;
import org.savealife.donor.Donor;
import org.savealife.donor.DonorStatus;
import org.savealife.platform.dynamodb.Item;

/**
 * A donor who from now on may be invited in a city: who signed up, moved there, or wants or may get mail again.
 *
 * @param city where
 */
public record Arrival(String donorId, City city) {

    /**
     * What a change of a donor's item comes to; nothing where the donor could be invited there before, cannot be now, or the
     * item is no donor's.
     *
     * @param before the item before the change, if it was there
     */
    public static Optional<Arrival> of(Optional<Item> before, Item after) {
        return after.partitionKey().startsWith(DonorItem.PREFIX)
                        && before.flatMap(Arrival::invitable).isEmpty()
                ? invitable(after).map(donor -> new Arrival(donor.id(), donor.city()))
                : Optional.empty();
    }

    private static Optional<Donor> invitable(Item item) {
        return DonorItem.read(item).filter(donor -> donor.status() == DonorStatus.SUBSCRIBED);
    }
}
