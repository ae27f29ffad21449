package org.savealife.donation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.TreeMap;
import org.savealife.donor.store.CityRepository;
import org.savealife.fixture.TableFile;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.TestTables;

/** Checks in both whole tables that donations are filed as this release does it, also in the calendars. */
public final class FiledDonations {

    private FiledDonations() {}

    /** Checks everything and returns the donations. */
    public static List<Donation> check(TestTables tables) {
        var items = Item.listOf(TableFile.items(tables.client(), tables.tables().main())).stream()
                .filter(item -> item.partitionKey().startsWith(DonationItem.PREFIX))
                .toList();
        var donations = items.stream().map(DonationItem::donation).toList();

        assertThat(items)
                .allSatisfy(item -> assertThat(item.sortKey())
                        .isEqualTo(CityRepository.sortKey(
                                DonationItem.donation(item).city())));
        assertThat(donations).extracting(Donation::id).doesNotHaveDuplicates();
        assertThat(Item.listOf(TableFile.items(tables.client(), tables.tables().invitations())).stream()
                        .filter(item -> item.partitionKey().startsWith("CALENDAR"))
                        .map(FiledDonations::words))
                .containsExactlyInAnyOrderElementsOf(donations.stream()
                        .flatMap(donation -> CalendarRepository.entries(donation).stream())
                        .map(FiledDonations::words)
                        .toList());
        return donations;
    }

    private static String words(Item item) {
        return new TreeMap<>(item.attributes()).toString();
    }
}
