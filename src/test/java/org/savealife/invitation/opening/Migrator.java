package org.savealife.invitation.opening;

import java.net.URI;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import org.savealife.donation.StoredDonations;
import org.savealife.donor.store.StoredDonors;
import org.savealife.fixture.Injected;
import org.savealife.invitation.LateDonorRepository;
import org.savealife.invitation.RunRepository;
import org.savealife.invitation.worker.RunWorker;
import org.savealife.platform.audit.StoredAudit;
import org.savealife.platform.dynamodb.SchemaVersion;
import org.savealife.platform.dynamodb.TestTables;
import org.savealife.platform.migration.Migration;
import org.savealife.platform.migration.Schema;
import org.savealife.platform.migration.Workers;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/** A process that works the migrations of the application, without a container around it. */
public final class Migrator implements AutoCloseable {

    final TestTables tables;
    public final FormerReleaseListener stream = new FormerReleaseListener();

    /** Which schema other workers know, at least: those that may be alive, and those that are. */
    public int othersMayKnow = SchemaVersion.CURRENT;

    public int othersKnow = SchemaVersion.CURRENT;

    private final List<Migration> all;
    private final Runnable migrations;

    /**
     * Starts none of its work by itself.
     *
     * @param clock on the wall behind all processes
     * @param watchers see every request and answer, and may refuse
     */
    public Migrator(URI database, Clock clock, ExecutionInterceptor... watchers) {
        this(new TestTables(database, watchers), clock);
    }

    /** @param tables are closed with it */
    public Migrator(TestTables tables, Clock clock) {
        this.tables = tables;
        all = List.of(
                StoredDonations.cityKeysMigration(tables, clock),
                StoredDonors.entriesMigration(tables),
                runsMigration(tables, clock),
                StoredAudit.migration(tables, clock));
        migrations = tables.migrations(clock, workers(), all.toArray(Migration[]::new));
        stream.schema = tables.schema();
        stream.donors = StoredDonors.repository(tables);
        stream.donations = StoredDonations.repository(tables, clock);
    }

    private Workers workers() {
        return new Workers() {
            @Override
            public boolean mayBeBefore(int schema) {
                return schema > othersMayKnow;
            }

            @Override
            public boolean areBefore(int schema) {
                return schema > othersKnow;
            }
        };
    }

    private static RunsMigration runsMigration(TestTables tables, Clock clock) {
        var migration = new RunsMigration();
        migration.calendar = StoredDonations.calendar(tables, clock);
        migration.donors = StoredDonors.repository(tables);
        migration.runs = new RunRepository();
        Injected.into(migration.runs, "dynamoDb", tables.client());
        Injected.into(migration.runs, "tables", tables.tables());
        Injected.into(migration.runs, "transactions", tables.transactions());
        Injected.into(migration.runs, "clock", clock);
        Injected.into(migration.runs, "zone", ZoneOffset.UTC);
        migration.late = new LateDonorRepository();
        Injected.into(migration.late, "dynamoDb", tables.client());
        Injected.into(migration.late, "tables", tables.tables());
        Injected.into(migration.late, "transactions", tables.transactions());
        Injected.into(migration.late, "runs", migration.runs);
        Injected.into(migration.late, "donors", migration.donors);
        Injected.into(migration.late, "clock", clock);
        migration.worker = new RunWorker();
        Injected.into(migration.worker, "role", TestTables.role("web"));
        migration.clock = clock;
        return migration;
    }

    /** Looks what is to be done and does it, as is done every second. */
    public Migrator look() {
        migrations.run();
        return this;
    }

    /** A step of one of the migrations, whoever works it. */
    public String step(int migration, String after) {
        return all.get(migration - 1).next(after).end();
    }

    public Schema.State state(int migration) {
        return tables.schema().state(migration);
    }

    public boolean isDone() {
        return tables.schema().states().values().stream().allMatch(Schema.State::isDone);
    }

    @Override
    public void close() {
        tables.close();
    }
}
