package org.savealife.donor.bounce;

import java.time.Clock;
import org.savealife.donor.store.DonorRepository;
import org.savealife.platform.audit.Audit;
import org.savealife.platform.dynamodb.TestTables;

/** The brake of the application, outside the container. */
final class StoredBounces {

    private StoredBounces() {}

    static BounceBrake brake(TestTables tables, DonorRepository donors, Audit audit, Clock clock) {
        var bounces = new BounceRepository();
        bounces.dynamoDb = tables.client();
        bounces.tables = tables.tables();
        var brake = new BounceBrake();
        brake.bounces = bounces;
        brake.donors = donors;
        brake.audit = audit;
        brake.clock = clock;
        return brake;
    }
}
