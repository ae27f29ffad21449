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
 * Sees in the stream what an earlier release, working beside this one, files where that knows cities to be, or changes of donors whose
 * other entries it does not know, and files it at once once the {@link CityKeysMigration migration} has begun, which would miss it. Before
 * that it stays, as workers of that release may look for it; the migration finds it. In a stream of this release's own there is no such
 * record, and nothing is read.
 *
 * <p>Of donors whom that release erases it deletes what was left. As the stream does not tell who erased them, it looks for each.
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
