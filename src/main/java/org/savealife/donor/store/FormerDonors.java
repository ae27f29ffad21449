package org.savealife.donor.store;

import java.util.Optional;
import java.util.function.UnaryOperator;
import org.savealife.donor.Donor;
import org.savealife.platform.dynamodb.Item;

/** Files donors whom an earlier release or another tool stored, changed or deleted, as this release does it. */
final class FormerDonors {

    private final DonorItemRepository items;
    private final CityRepository cities;

    FormerDonors(DonorItemRepository items, CityRepository cities) {
        this.items = items;
        this.cities = cities;
    }

    /** See {@link DonorRepository#refile}. */
    boolean refile(Item seen) {
        if (!DonorItem.isDonor(seen) || !isToBeRefiled(seen)) {
            return false;
        }
        var donor = items.find(idOf(seen)).filter(this::isToBeRefiled).flatMap(DonorItem::read);
        donor.map(Donor::city).ifPresent(cities::register);
        var refiled = donor.flatMap(read -> items.change(read.id(), UnaryOperator.identity()));
        var city = refiled.flatMap(DonorItem::read).map(Donor::city);
        donor.map(Donor::city)
                .filter(registered -> !city.equals(Optional.of(registered)))
                .ifPresent(leftMeanwhile -> cities.leave(leftMeanwhile, seen.partitionKey()));
        return refiled.isPresent();
    }

    private boolean isToBeRefiled(Item item) {
        return !DonorItem.isFiled(item)
                || DonorItem.read(item).filter(items.guards()::hasFormer).isPresent();
    }

    /** See {@link DonorRepository#forget}. */
    void forget(Item gone) {
        if (DonorItem.isDonor(gone)
                && DonorItem.isNoted(gone)
                && items.find(idOf(gone)).isEmpty()) {
            items.deleteEntries(gone);
        }
    }

    private static String idOf(Item item) {
        return item.partitionKey().substring(DonorItem.PREFIX.length());
    }
}
