package org.savealife.donor.store;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.savealife.platform.migration.Migration;
import org.savealife.platform.migration.Schema;
import org.savealife.platform.migration.TableScan;

/**
 * Adds the missing index items, and a place in the counts, to donors whom another tool or an earlier release stored.
 * Renames address guards that have a former name.
 */
@ApplicationScoped
public class DonorIndexMigration implements Migration {

    private final TableScan table;
    private final DonorRepository donors;

    @Inject
    public DonorIndexMigration(TableScan table, DonorRepository donors) {
        this.table = table;
        this.donors = donors;
    }

    @Override
    public int number() {
        return Schema.DONOR_ENTRIES;
    }

    @Override
    public String name() {
        return "donor-entries";
    }

    @Override
    public Page next(String after) {
        return table.next(after, DonorRepository::isDonor, donors::refile);
    }
}
