package org.savealife.donor.bounce;

import java.time.Clock;
import java.util.Optional;
import org.savealife.donor.store.DonorRepository;
import org.savealife.donor.unsubscribe.TestUnsubscribeLinks;
import org.savealife.platform.audit.AuditLog;
import org.savealife.platform.dynamodb.TestTables;

/** Makes the handling of bounces outside the container. */
public final class StoredBounces {

    private StoredBounces() {}

    static BounceRepository repository(TestTables tables) {
        return new BounceRepository(tables.client(), tables.tables());
    }

    static BounceCircuitBreaker brake(TestTables tables, DonorRepository donors, AuditLog audit, Clock clock) {
        return new BounceCircuitBreaker(repository(tables), donors, audit, clock);
    }

    /** Return paths if none is configured. */
    public static VerpAddresses noReturnPaths() {
        return new VerpAddresses(Optional.empty(), new TestUnsubscribeLinks(), id -> Optional.empty());
    }
}
