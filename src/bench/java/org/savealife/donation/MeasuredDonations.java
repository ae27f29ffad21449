package org.savealife.donation;

import java.time.Clock;
import org.savealife.donor.store.MeasuredDonors;
import org.savealife.platform.dynamodb.TestTables;

/** The donations of the application, without a container around them. */
public final class MeasuredDonations {

    private final DonationRepository repository = new DonationRepository();

    public MeasuredDonations(TestTables tables) {
        repository.dynamoDb = tables.client();
        repository.tables = tables.tables();
        repository.cities = MeasuredDonors.cities(tables);
        repository.clock = Clock.systemUTC();
        repository.transactions = tables.transactions();
        repository.calendar = new CalendarRepository();
    }

    public DonationRepository repository() {
        return repository;
    }

    public void add(Donation donation) {
        repository.add(donation);
    }
}
