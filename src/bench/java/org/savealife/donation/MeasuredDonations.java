package org.savealife.donation;

import org.savealife.platform.dynamodb.TestTables;

/** The donations of the application, without a container around them. */
public final class MeasuredDonations {

    private final DonationRepository repository;

    public MeasuredDonations(TestTables tables) {
        repository = StoredDonations.repository(tables);
    }

    public DonationRepository repository() {
        return repository;
    }

    public void add(Donation donation) {
        repository.add(donation);
    }
}
