package org.savealife.invitation.opening;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import org.savealife.donation.DonationRepository;
import org.savealife.donation.city.CityKeysMigration;
import org.savealife.donor.store.DonorRepository;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.migration.Schema;
import org.savealife.stream.StreamBatchListener;
import org.savealife.stream.StreamRecord;

/**
 * Finds stream records of an earlier release that works beside this one: donations and donors stored under that
 * release's city keys, and changes of donors without the index items that it does not know. Corrects them at once
 * if the {@link CityKeysMigration migration} has begun, which would miss them. Before that they are left as they
 * are, since workers of that release may look for them, and the migration will find them. If only this release
 * writes, there are no such records, and nothing is read.
 *
 * <p>Also deletes what that release leaves of donors whom it deletes. As the stream does not say which release
 * deleted a donor, each one is checked.
 */
@ApplicationScoped
public class FormerReleaseListener implements StreamBatchListener {

    private final Schema schema;
    private final DonorRepository donors;
    private final DonationRepository donations;

    @Inject
    public FormerReleaseListener(Schema schema, DonorRepository donors, DonationRepository donations) {
        this.schema = schema;
        this.donors = donors;
        this.donations = donations;
    }

    @Override
    public void see(List<StreamRecord> batch) {
        var found = batch.stream()
                .map(StreamRecord::newImage)
                .flatMap(Optional::stream)
                .filter(item -> DonorRepository.isFiledAsBefore(item) || DonationRepository.isMisfiled(item))
                .toList();
        if (!found.isEmpty() && schema.isBegun(Schema.CITY_KEYS)) {
            found.forEach(this::refile);
        }
        batch.stream()
                .filter(record -> record.kind() == StreamRecord.Kind.REMOVE)
                .map(StreamRecord::oldImage)
                .flatMap(Optional::stream)
                .forEach(donors::forget);
    }

    private void refile(Item item) {
        var unused = donors.refile(item) || donations.refile(item);
    }
}
