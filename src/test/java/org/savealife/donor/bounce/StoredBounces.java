package org.savealife.donor.bounce;

import java.time.Clock;
import org.savealife.donor.store.DonorRepository;
import org.savealife.platform.audit.AuditLog;
import org.savealife.platform.dynamodb.TestTables;

/** The brake of the application, outside the container. */
final class StoredBounces {

    private StoredBounces() {}

    static BounceCircuitBreaker brake(TestTables tables, DonorRepository donors, AuditLog audit, Clock clock) {
        var bounces = new BounceRepository();
        bounces.dynamoDb = tables.client();
        bounces.tables = tables.tables();
        var brake = new BounceCircuitBreaker();
        brake.bounces = bounces;
        brake.donors = donors;
        brake.audit = audit;
        brake.clock = clock;
        return brake;
    }
}
