package org.savealife.invitation.worker;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.donor.Donor;
import org.savealife.donor.store.StoredDonors;
import org.savealife.fixture.CountingRelay;
import org.savealife.invitation.InvitationRun;
import org.savealife.mail.smtp.OpenTransport;
import org.savealife.platform.RandomId;
import org.savealife.platform.dynamodb.TestTables;

/** Runs of a worker, a relay that does as it is told, and donors of a city of their own. */
@Timeout(180)
abstract class WorkedRunIT {

    static final FailureLimit USUAL = new FailureLimit(0.5, 50);
    static final Duration PROMPTLY = Duration.ofSeconds(30);
    static final Duration PATIENCE = Duration.ofSeconds(90);

    static EmbeddedDynamoDb database;
    static TestTables tables;

    final String city = "Haarlem " + RandomId.next();
    final CountingRelay relay = CountingRelay.start(1);
    private final List<AutoCloseable> opened = new ArrayList<>();

    @BeforeAll
    static void startDatabase() {
        database = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
        tables = new TestTables(database.endpoint());
    }

    @AfterAll
    static void stopDatabase() {
        tables.close();
        database.close();
    }

    @AfterEach
    void close() throws Exception {
        for (var part : opened) {
            part.close();
        }
        relay.close();
    }

    List<Donor> donors(int count) {
        return StoredDonors.add(tables.client(), "savealife", city, count);
    }

    OpenTransport smtp(String... keysAndValues) {
        return opened(OpenTransport.smtp(relay.port(0), keysAndValues));
    }

    /** Has the part closed after the test, in reverse order of opening. */
    <T extends AutoCloseable> T opened(T part) {
        opened.add(0, part);
        return part;
    }

    static void awaitStatus(WorkedRun run, InvitationRun.Status status) {
        await().atMost(PATIENCE).until(() -> run.status() == status);
    }

    static String address(Donor donor) {
        return donor.email().value();
    }
}
