package org.savealife.donor.store;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.savealife.platform.migration.Migration;
import org.savealife.platform.migration.Schema;
import org.savealife.platform.migration.TableScan;

/**
 * Gives all entries by which they are found to donors who lack some, whom another tool or an earlier release stored, and a place in
 * the counts to those who have none. Gives guards of addresses the names that they have today.
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
