package org.savealife.invitation.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.savealife.donation.DonationBuilder.aDonation;

import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.savealife.donation.Donation;
import org.savealife.donation.StoredDonations;
import org.savealife.fixture.EmbeddedDynamoDb;
import org.savealife.fixture.Injected;
import org.savealife.fixture.TestClock;
import org.savealife.invitation.Counts;
import org.savealife.invitation.InvitationRun;
import org.savealife.invitation.LedgerPage;
import org.savealife.invitation.Outcome;
import org.savealife.invitation.RunRepository;
import org.savealife.platform.dynamodb.TestTables;
import org.savealife.platform.error.ConflictException;

class RunActionsTest {

    private static EmbeddedDynamoDb database;
    private static TestTables tables;

    private final TestClock clock = new TestClock();
    private final RunRepository runs = new RunRepository();
    private final RunActions control = new RunActions();
    private final Donation donation =
            aDonation().at(clock.instant().plus(Duration.ofHours(1))).build();

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
        Injected.into(runs, "dynamoDb", tables.client());
        Injected.into(runs, "tables", tables.tables());
        Injected.into(runs, "transactions", tables.transactions());
        Injected.into(runs, "clock", clock);
        Injected.into(runs, "zone", ZoneOffset.UTC);
        control.runs = runs;
        control.donations = StoredDonations.repository(tables, clock);
        control.clock = clock;
    }

    @Test
    void who_failed_is_not_tried_again_once_the_donation_has_begun_and_the_reason_stays() {
        var failed = Map.<String, Outcome>of("a", new Outcome.Failed("550 5.1.1 no such user"));
        control.donations.add(donation);
        runs.open(donation);
        var owned = runs.workable(donation.id()).stream()
                .flatMap(segment -> runs.claim(segment, "node").stream())
                .findFirst()
                .orElseThrow();
        owned = runs.claimPage(owned, LedgerPage.opened("", "b"), Counts.NONE);
        runs.savePage(owned, LedgerPage.opened("", "b").with(failed, true));
        runs.end(owned, Counts.of(failed.values()));
        clock.advance(Duration.ofHours(2));

        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> control.retry(donation.id()))
                .withMessageContaining("The donation has begun");

        assertThat(runs.status(donation.id())).contains(InvitationRun.Status.FINISHED);
        assertThat(runs.findPage(donation.id(), "a").flatMap(page -> page.outcome("a")))
                .contains(new Outcome.Failed("550 5.1.1 no such user"));
    }

    @Test
    void the_run_of_a_donation_of_long_ago_that_is_not_there_any_more_is_not_about_to_start() {
        control.donations.add(donation);
        assertThat(control.get(donation.id()).status()).isEqualTo(InvitationRun.Status.WAITING);

        clock.advance(Duration.ofDays(800));

        assertThat(control.get(donation.id()).status()).isEqualTo(InvitationRun.Status.SKIPPED);
        assertThat(control.get(donation.id()).reason()).isEqualTo("no_longer_kept");
    }
}
