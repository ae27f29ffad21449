package org.savealife.invitation.opening;

import static org.assertj.core.api.Assertions.assertThat;
import static org.savealife.donation.DonationBuilder.aDonation;

import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.donation.Donation;
import org.savealife.donation.StoredDonations;
import org.savealife.fixture.TestClock;
import org.savealife.invitation.InvitationRun;
import org.savealife.invitation.StoredRuns;
import org.savealife.invitation.audience.TestReplies;
import org.savealife.invitation.notice.Notices;
import org.savealife.invitation.notice.ReminderSettings;
import org.savealife.invitation.run.RunId;
import org.savealife.invitation.worker.IdleWorker;
import org.savealife.platform.dynamodb.TestTables;

class ReminderSweepTest {

    /** Noon. */
    private final TestClock clock = new TestClock();

    private EmbeddedDynamoDb database;
    private TestTables tables;
    private StoredRuns stored;
    private Notices notices;
    private ReminderSweep sweep;

    @BeforeEach
    void connect() {
        database = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
        tables = new TestTables(database.endpoint());
        stored = new StoredRuns(tables, clock);
        notices = new Notices(
                stored.runs, stored.runStatus, stored.ledger, new TestReplies(), IdleWorker.of(tables, clock), clock);
        sweep = new ReminderSweep(
                TestTables.role("worker"),
                tables.tables(),
                stored.calendar,
                new SweepRepository(tables.client(), tables.tables(), clock),
                notices,
                clock,
                ZoneOffset.UTC,
                new ReminderSettings(3, 18));
    }

    @AfterEach
    void disconnect() {
        tables.close();
        database.close();
    }

    @Test
    void each_reminder_is_opened_when_it_is_due_and_once() {
        var near = add(Duration.ofDays(3));
        var calledOff = add(Duration.ofDays(3));
        StoredDonations.repository(tables, clock).cancel(calledOff.id());
        var far = add(Duration.ofDays(9));

        sweep.sweep();
        assertThat(reminders(near)).isEmpty();
        clock.advance(Duration.ofHours(7));
        sweep.sweep();
        sweep.sweep();
        assertThat(reminders(near)).containsExactly(RunId.reminder(near.id(), 1));
        clock.advance(Duration.ofDays(2));
        sweep.sweep();

        assertThat(reminders(near)).containsExactly(RunId.reminder(near.id(), 1), RunId.reminder(near.id(), 2));
        assertThat(reminders(calledOff)).isEmpty();
        assertThat(reminders(far)).isEmpty();
    }

    private Donation add(Duration fromNow) {
        var donation = aDonation().at(clock.instant().plus(fromNow)).build();
        StoredDonations.repository(tables, clock).add(donation);
        return donation;
    }

    private List<RunId> reminders(Donation donation) {
        return notices.runs(donation).stream().map(InvitationRun::id).toList();
    }
}
