package org.savealife.donor;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.savealife.platform.Migration;
import org.savealife.platform.Schema;
import org.savealife.platform.TableWalk;

/**
 * Gives the entries by which they are found, and a place in the counts, to donors who have none: whom another tool
 * stored, or a release that had no entries. Gives guards of addresses the names that they have today.
 */
@ApplicationScoped
public class DonorEntriesMigration implements Migration {

    @Inject
    TableWalk table;

    @Inject
    DonorRepository donors;

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
