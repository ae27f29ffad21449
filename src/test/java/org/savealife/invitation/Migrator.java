package org.savealife.invitation;

import java.net.URI;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import org.savealife.donation.StoredDonations;
import org.savealife.donor.StoredDonors;
import org.savealife.platform.Migration;
import org.savealife.platform.Schema;
import org.savealife.platform.SchemaVersion;
import org.savealife.platform.StoredAudit;
import org.savealife.platform.TestTables;
import org.savealife.platform.Workers;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/** A process that works the migrations of the application, without a container around it. */
final class Migrator implements AutoCloseable {

    final TestTables tables;
    final FiledAsBefore stream = new FiledAsBefore();

    /** Which schema other workers know, at least: those that may be alive, and those that are. */
    int othersMayKnow = SchemaVersion.CURRENT;

    int othersKnow = SchemaVersion.CURRENT;

    private final List<Migration> all;
    private final Runnable migrations;

    /**
     * Starts none of its work by itself.
     *
     * @param clock on the wall behind all processes
     * @param watchers see every request and answer, and may refuse
     */
    Migrator(URI database, Clock clock, ExecutionInterceptor... watchers) {
        this(new TestTables(database, watchers), clock);
    }

    /** @param tables are closed with it */
    Migrator(TestTables tables, Clock clock) {
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
        migration.runs.dynamoDb = tables.client();
        migration.runs.tables = tables.tables();
        migration.runs.transactions = tables.transactions();
        migration.runs.clock = clock;
        migration.runs.zone = ZoneOffset.UTC;
        migration.late = new LateDonorRepository();
        migration.late.dynamoDb = tables.client();
        migration.late.tables = tables.tables();
        migration.late.transactions = tables.transactions();
        migration.late.runs = migration.runs;
        migration.late.donors = migration.donors;
        migration.late.clock = clock;
        migration.worker = new RunWorker();
        migration.worker.role = TestTables.role("web");
        migration.clock = clock;
        return migration;
    }

    /** Looks what is to be done and does it, as is done every second. */
    Migrator look() {
        migrations.run();
        return this;
    }

    /** A step of one of the migrations, whoever works it. */
    String step(int migration, String after) {
        return all.get(migration - 1).next(after).end();
    }

    Schema.State state(int migration) {
        return tables.schema().state(migration);
    }

    boolean isDone() {
        return tables.schema().states().values().stream().allMatch(Schema.State::isDone);
    }

    @Override
    public void close() {
        tables.close();
    }
}
