package org.savealife.invitation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.savealife.donation.DonationBuilder.aDonation;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.savealife.donation.Donation;
import org.savealife.fixture.EmbeddedDynamoDb;
import org.savealife.fixture.TestClock;
import org.savealife.platform.TestTables;

class RunRepositoryTest {

    private static EmbeddedDynamoDb database;
    private static TestTables tables;

    private final TestClock clock = new TestClock();
    private final RunRepository runs = new RunRepository();
    private final Donation donation = aDonation().build();

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

    @BeforeEach
    void connect() {
        runs.dynamoDb = tables.client();
        runs.tables = tables.tables();
        runs.transactions = tables.transactions();
        runs.clock = clock;
    }

    @Test
    void a_donation_has_one_run_however_often_it_is_opened() {
        assertThat(runs.open(donation)).isTrue();
        assertThat(runs.open(donation)).isFalse();

        assertThat(runs.find(donation.id())).hasValueSatisfying(run -> {
            assertThat(run.status()).isEqualTo(InvitationRun.Status.RUNNING);
            assertThat(run.counts()).isEqualTo(Counts.NONE);
            assertThat(run.startedAt()).contains(clock.instant());
            assertThat(run.finishedAt()).isEmpty();
        });
    }

    @Test
    void the_run_of_a_past_donation_is_recorded_as_skipped_and_never_worked() {
        var past = aDonation().at(clock.instant().minusSeconds(1)).build();

        runs.open(past);

        assertThat(runs.find(past.id())).hasValueSatisfying(run -> {
            assertThat(run.status()).isEqualTo(InvitationRun.Status.SKIPPED);
            assertThat(run.reason()).isEqualTo("donation_past");
        });
        assertThat(runs.findOrphans(100))
                .noneMatch(segment -> segment.donationId().equals(past.id()));
    }

    @Test
    void a_donation_without_a_run_has_none() {
        assertThat(runs.find("nobody")).isEmpty();
        assertThat(runs.exists("nobody")).isFalse();
    }

    @Test
    void a_claimed_segment_is_nobody_elses_until_its_lease_runs_out() {
        var orphan = openSegment();
        var owned = runs.claim(orphan).orElseThrow();

        assertThat(runs.claim(orphan)).isEmpty();
        assertThat(runs.findOrphans(100)).doesNotContain(orphan);

        clock.advance(RunRepository.LEASE.plusMillis(1));

        assertThat(runs.claim(orphan))
                .hasValueSatisfying(taken -> assertThat(taken.owner()).isNotEqualTo(owned.owner()));
    }

    @Test
    void a_renewed_lease_holds() {
        var owned = runs.claim(openSegment()).orElseThrow();
        clock.advance(RunRepository.LEASE.minusSeconds(1));

        runs.renew(owned);
        clock.advance(Duration.ofSeconds(2));

        assertThat(runs.claim(owned)).isEmpty();
    }

    @Test
    void a_lease_given_back_can_be_claimed_at_once() {
        var owned = runs.claim(openSegment()).orElseThrow();

        runs.release(owned);
        clock.advance(Duration.ofMillis(1));

        assertThat(runs.claim(owned)).isPresent();
    }

    @Test
    void an_owner_who_was_taken_over_can_write_nothing() {
        var slow = runs.claim(openSegment()).orElseThrow();
        var page = LedgerPage.opened("", "b");
        slow = runs.claimPage(slow, page, Counts.NONE);
        clock.advance(RunRepository.LEASE.plusSeconds(1));
        var next = runs.claim(slow).orElseThrow();
        runs.reclaimPage(next, page);
        var late = slow;

        assertThatThrownBy(() -> runs.renew(late)).isInstanceOf(LeaseLostException.class);
        assertThatThrownBy(() -> runs.savePage(late, page.with(Map.of("a", new Outcome.Sent()), true)))
                .isInstanceOf(LeaseLostException.class);
        assertThatThrownBy(() -> runs.claimPage(late, LedgerPage.opened("b", "d"), Counts.NONE))
                .isInstanceOf(LeaseLostException.class);
        assertThatThrownBy(() -> runs.reclaimPage(late, page)).isInstanceOf(LeaseLostException.class);
        assertThatThrownBy(() -> runs.end(late, Counts.NONE)).isInstanceOf(LeaseLostException.class);
        assertThat(runs.lastPage(next)).contains(page);
    }

    @Test
    void the_next_owner_finds_the_page_that_was_left_undone_with_what_is_known_of_it() {
        var owned = runs.claim(openSegment()).orElseThrow();
        var page = LedgerPage.opened("", "b");
        owned = runs.claimPage(owned, page, Counts.NONE);
        runs.savePage(owned, page.with(Map.of("a", new Outcome.Sent()), false));
        clock.advance(RunRepository.LEASE.plusSeconds(1));

        var next = runs.claim(owned).orElseThrow();

        assertThat(next.cursor()).isEqualTo("b");
        assertThat(runs.lastPage(next)).hasValueSatisfying(found -> {
            assertThat(found.done()).isFalse();
            assertThat(found.outcomes()).containsOnlyKeys("a");
        });
    }

    @Test
    void a_page_is_claimed_and_its_counts_added_once() {
        var owned = runs.claim(openSegment()).orElseThrow();
        var counts = new Counts(100, Map.of(), Map.of());
        var moved = runs.claimPage(owned, LedgerPage.opened("", "b"), counts);

        assertThatThrownBy(() -> runs.claimPage(owned, LedgerPage.opened("", "b"), counts))
                .isInstanceOf(LeaseLostException.class);
        assertThat(moved.next()).isEqualTo("b");
        assertThat(runs.find(donation.id()).orElseThrow().counts()).isEqualTo(counts);
    }

    @Test
    void a_run_is_finished_when_its_segment_has_ended_and_its_counts_add_up() {
        var owned = runs.claim(openSegment()).orElseThrow();
        owned = runs.claimPage(owned, LedgerPage.opened("", "b"), Counts.NONE);
        owned = runs.claimPage(
                owned, LedgerPage.opened("b", "d"), new Counts(98, Map.of("550", 1L), Map.of("other_city", 1L)));
        clock.advance(Duration.ofSeconds(5));

        runs.end(owned, new Counts(7, Map.of("550", 2L), Map.of()));

        assertThat(runs.find(donation.id())).hasValueSatisfying(run -> {
            assertThat(run.status()).isEqualTo(InvitationRun.Status.FINISHED);
            assertThat(run.finishedAt()).contains(clock.instant());
            assertThat(run.counts()).isEqualTo(new Counts(105, Map.of("550", 3L), Map.of("other_city", 1L)));
        });
        clock.advance(RunRepository.LEASE.plusSeconds(1));
        assertThat(runs.findOrphans(100))
                .noneMatch(segment -> segment.donationId().equals(donation.id()));
    }

    @Test
    void a_donor_is_found_on_the_page_that_covers_their_key() {
        var owned = runs.claim(openSegment()).orElseThrow();
        var first = LedgerPage.opened("", "b");
        owned = runs.claimPage(owned, first, Counts.NONE);
        runs.savePage(owned, first.with(Map.of("a", new Outcome.Sent(), "b", new Outcome.Failed("550 no")), true));
        runs.claimPage(owned, LedgerPage.opened("b", "d"), Counts.NONE);

        assertThat(runs.findPage(donation.id(), "b").flatMap(page -> page.outcome("b")))
                .contains(new Outcome.Failed("550 no"));
        assertThat(runs.findPage(donation.id(), "c"))
                .hasValueSatisfying(page -> assertThat(page.done()).isFalse());
        assertThat(runs.findPage(donation.id(), "e")).isEmpty();
    }

    private Segment openSegment() {
        runs.open(donation);
        clock.advance(Duration.ofMillis(1));
        return runs.findOrphans(100).stream()
                .filter(segment -> segment.donationId().equals(donation.id()))
                .findFirst()
                .orElseThrow();
    }
}
