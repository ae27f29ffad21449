package org.savealife.donation;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.savealife.donor.CityRepository;
import org.savealife.donor.DonorRepository;
import org.savealife.platform.Item;
import org.savealife.platform.Migration;
import org.savealife.platform.Schema;
import org.savealife.platform.TableWalk;

/**
 * Moves donors and donations to the keys that their cities have today. In the stream a donor who is moved is one who
 * comes to the city, and is invited to what is coming there unless the ledger has them: so no run leaves them out
 * that is going meanwhile, or invites them twice.
 *
 * <p>An earlier release that goes on beside this one, or comes back, goes on filing them under the keys of before.
 * Single ones are moved as the stream shows them ({@code invitation.FiledAsBefore}); where it left more, all of it is
 * walked again.
 */
@ApplicationScoped
public class CityKeysMigration implements Migration {

    @Inject
    TableWalk table;

    @Inject
    CityRepository cities;

    @Inject
    DonorRepository donors;

    @Inject
    DonationRepository donations;

    @Override
    public int number() {
        return Schema.CITY_KEYS;
    }

    @Override
    public String name() {
        return "city-keys";
    }

    @Override
    public Page next(String after) {
        return table.next(after, CityKeysMigration::isOfACity, this::refile);
    }

    private static boolean isOfACity(Item item) {
        return DonorRepository.isDonor(item) || item.partitionKey().startsWith(DonationItem.PREFIX);
    }

    /** Whether an item of the main table is a donor or a donation that an earlier release has filed. */
    public static boolean isFiledAsBefore(Item item) {
        return DonationRepository.isMisfiled(item) || DonorRepository.isFiledAsBefore(item);
    }

    /**
     * Files the donor or donation as this release does it, where it is to be.
     *
     * @param seen as it was a moment ago
     * @return whether there was anything to do
     */
    public boolean refile(Item seen) {
        if (DonationRepository.isMisfiled(seen)) {
            return donations.refile(seen.partitionKey().substring(DonationItem.PREFIX.length()));
        }
        return DonorRepository.isFiledAsBefore(seen) && donors.refile(seen);
    }

    @Override
    public boolean isDueAgain() {
        return cities.tidyFormerKeys(CityKeysMigration::isFiledAsBefore);
    }
}
