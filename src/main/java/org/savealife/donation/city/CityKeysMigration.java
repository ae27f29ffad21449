package org.savealife.donation.city;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.savealife.donation.DonationItem;
import org.savealife.donation.DonationRepository;
import org.savealife.donor.store.CityRepository;
import org.savealife.donor.store.DonorRepository;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.migration.Migration;
import org.savealife.platform.migration.Schema;
import org.savealife.platform.migration.TableScan;

/**
 * Moves donors and donations to the keys that their cities have today. In the stream, a moved donor looks like one who
 * comes to the city, and is invited to the donations to come unless the ledger has the donor already. So runs that go
 * on meanwhile neither leave the donor out nor invite the donor twice.
 *
 * <p>An earlier release that runs beside this one, or comes back, files donors under the former keys again. Single
 * items are moved when the stream shows them ({@code invitation.opening.FormerReleaseListener}); if it left more,
 * everything is read again.
 */
@ApplicationScoped
public class CityKeysMigration implements Migration {

    private final TableScan table;
    private final CityRepository cities;
    private final DonorRepository donors;
    private final DonationRepository donations;

    @Inject
    public CityKeysMigration(
            TableScan table, CityRepository cities, DonorRepository donors, DonationRepository donations) {
        this.table = table;
        this.cities = cities;
        this.donors = donors;
        this.donations = donations;
    }

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

    private static boolean isFiledAsBefore(Item item) {
        return DonationRepository.isMisfiled(item) || DonorRepository.isInCityAsBefore(item);
    }

    private boolean refile(Item seen) {
        return donations.refile(seen) || (DonorRepository.isInCityAsBefore(seen) && donors.refile(seen));
    }

    @Override
    public boolean isDueAgain() {
        return cities.tidyFormerKeys(CityKeysMigration::isFiledAsBefore);
    }
}
