package org.savealife.invitation.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.savealife.donation.DonationBuilder.aDonation;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.donation.Donation;
import org.savealife.donation.DonationRepository;
import org.savealife.donation.StoredDonations;
import org.savealife.fixture.TestClock;
import org.savealife.invitation.Counts;
import org.savealife.invitation.InvitationRun;
import org.savealife.invitation.LedgerPage;
import org.savealife.invitation.Outcome;
import org.savealife.invitation.StoredRuns;
import org.savealife.platform.audit.StoredAudit;
import org.savealife.platform.dynamodb.TestTables;
import org.savealife.platform.error.ConflictException;

class RunActionsTest {

    private static final EmbeddedDynamoDb DATABASE = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
    private static final TestTables TABLES = new TestTables(DATABASE.endpoint());

    private final TestClock clock = new TestClock();
    private final StoredRuns stored = new StoredRuns(TABLES, clock);
    private final DonationRepository donations = StoredDonations.repository(TABLES, clock);
    private final RunActions control = new RunActions(
            stored.runs, stored.runStatus, stored.late, donations, StoredAudit.audit(TABLES, clock), clock);
    private final Donation donation =
            aDonation().at(clock.instant().plus(Duration.ofHours(1))).build();

    @AfterAll
    static void stopDatabase() {
        TABLES.close();
        DATABASE.close();
    }

    @Test
    void who_failed_is_not_tried_again_once_the_donation_has_begun_and_the_reason_stays() {
        var failed = Map.<String, Outcome>of("a", new Outcome.Failed("550 5.1.1 no such user"));
        donations.add(donation);
        stored.runs.open(donation);
        var owned = stored.openRuns.workable(donation.id()).stream()
                .flatMap(segment -> stored.segments.claim(segment, "node").stream())
                .findFirst()
                .orElseThrow();
        owned = stored.ledger.claimPage(owned, LedgerPage.opened("", "b"), Counts.NONE);
        stored.ledger.savePage(owned, LedgerPage.opened("", "b").with(failed, true));
        stored.segmentCounts.end(owned, Counts.of(failed.values()));
        clock.advance(Duration.ofHours(2));

        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> control.retry(donation.id()))
                .withMessageContaining("The donation has begun");

        assertThat(stored.runStatus.status(donation.id())).contains(InvitationRun.Status.FINISHED);
        assertThat(stored.ledger.findPage(donation.id(), "a").flatMap(page -> page.outcome("a")))
                .contains(new Outcome.Failed("550 5.1.1 no such user"));
    }

    @Test
    void a_run_that_waits_for_a_free_seat_cannot_be_resumed_but_paused() {
        donations.add(donation);
        stored.runs.open(donation);
        stored.runStatus.pauseAsFull(donation.id());

        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> control.resume(donation.id()))
                .withMessageContaining("goes on by itself");
        assertThat(control.pause(donation.id()).reason()).isEqualTo(RunActions.PAUSED_BY_STAFF);
        assertThat(control.resume(donation.id()).status()).isEqualTo(InvitationRun.Status.RUNNING);
    }

    @Test
    void the_run_of_a_donation_of_long_ago_that_is_not_there_any_more_is_not_about_to_start() {
        donations.add(donation);
        assertThat(control.get(donation.id()).status()).isEqualTo(InvitationRun.Status.WAITING);

        clock.advance(Duration.ofDays(800));

        assertThat(control.get(donation.id()).status()).isEqualTo(InvitationRun.Status.SKIPPED);
        assertThat(control.get(donation.id()).reason()).isEqualTo("no_longer_kept");
    }
}
