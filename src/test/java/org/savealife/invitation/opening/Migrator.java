package org.savealife.invitation.opening;

import java.net.URI;
import java.time.Clock;
import java.util.List;
import org.savealife.donation.StoredDonations;
import org.savealife.donor.store.StoredDonors;
import org.savealife.invitation.StoredRuns;
import org.savealife.invitation.worker.IdleWorker;
import org.savealife.platform.audit.StoredAudit;
import org.savealife.platform.dynamodb.SchemaVersion;
import org.savealife.platform.dynamodb.TestTables;
import org.savealife.platform.migration.Migration;
import org.savealife.platform.migration.MigrationState;
import org.savealife.platform.migration.Workers;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/** A process that runs the application's migrations, without a container around it. */
public final class Migrator implements AutoCloseable {

    final TestTables tables;
    public final FormerReleaseListener stream;

    /** The lowest schema that other workers know: those that may be alive, and those that are. */
    public int othersMayKnow = SchemaVersion.CURRENT;

    public int othersKnow = SchemaVersion.CURRENT;

    private final List<Migration> all;
    private final Runnable migrations;

    /**
     * Starts nothing by itself.
     *
     * @param clock of all processes
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
        stream = new FormerReleaseListener(
                tables.schema(), StoredDonors.repository(tables), StoredDonations.repository(tables, clock));
        migrations = tables.migrations(clock, workers(), all.toArray(Migration[]::new));
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
        var stored = new StoredRuns(tables, clock);
        return new RunsMigration(
                StoredDonations.calendar(tables, clock),
                stored.runStatus,
                StoredDonors.repository(tables),
                stored.late,
                IdleWorker.of(tables, clock),
                clock);
    }

    /** Does what is to be done, as a process does every second. */
    public Migrator look() {
        migrations.run();
        return this;
    }

    /** A step of one of the migrations, whoever else works on it. */
    public String step(int migration, String after) {
        return all.get(migration - 1).next(after).end();
    }

    public MigrationState state(int migration) {
        return tables.schema().state(migration);
    }

    public boolean isDone() {
        return tables.schema().states().values().stream().allMatch(MigrationState::isDone);
    }

    @Override
    public void close() {
        tables.close();
    }
}
