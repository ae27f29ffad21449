package org.savealife.invitation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.savealife.donation.DonationBuilder.aDonation;

import java.time.Duration;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.donation.Donation;
import org.savealife.fixture.TestClock;
import org.savealife.invitation.run.KeyRangeSplit;
import org.savealife.mail.SendingQuota;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.TestTables;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class RunRepositoryTest {

    private static final String NODE = "node";

    private static final EmbeddedDynamoDb DATABASE = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
    private static final TestTables TABLES = new TestTables(DATABASE.endpoint());

    private final TestClock clock = new TestClock();
    private final Donation donation = aDonation().build();
    private StoredRuns stored = new StoredRuns(TABLES, clock);

    @AfterAll
    static void stopDatabase() {
        TABLES.close();
        DATABASE.close();
    }

    @Test
    void a_donation_has_one_run_however_often_it_is_opened() {
        assertThat(stored.runs.open(donation)).isTrue();
        assertThat(stored.runs.open(donation)).isFalse();

        assertThat(stored.runs.find(donation.id())).hasValueSatisfying(run -> {
            assertThat(run.status()).isEqualTo(InvitationRun.Status.RUNNING);
            assertThat(run.counts()).isEqualTo(Counts.NONE);
            assertThat(run.startedAt()).contains(clock.instant());
            assertThat(run.finishedAt()).isEmpty();
        });
    }

    @Test
    void the_run_of_a_past_donation_is_recorded_as_skipped_and_never_worked() {
        var past = aDonation().at(clock.instant().minusSeconds(1)).build();

        stored.runs.open(past);

        assertThat(stored.runs.find(past.id())).hasValueSatisfying(run -> {
            assertThat(run.status()).isEqualTo(InvitationRun.Status.SKIPPED);
            assertThat(run.reason()).isEqualTo("donation_past");
        });
        assertThat(stored.openRuns.findOpen()).doesNotContain(past.id());
    }

    @Test
    void a_donation_without_a_run_has_none() {
        assertThat(stored.runs.find("nobody")).isEmpty();
        assertThat(stored.runs.existing(List.of("nobody"))).isEmpty();
    }

    @Test
    void a_run_goes_with_all_that_belongs_to_it_two_years_after_its_donation() {
        stored = new StoredRuns(TABLES, TABLES.client(), clock, ZoneOffset.UTC, 730);
        var owned = stored.segments.claim(openSegment(), NODE).orElseThrow();
        owned = stored.segments.begin(owned, new KeyRangeSplit(5_000, true, List.of("8")), SendingQuota.UNKNOWN);
        var page = LedgerPage.opened("", "b");
        owned = stored.ledger.claimPage(owned, page, Counts.NONE);
        stored.ledger.savePage(owned, page.with(Map.of("a", new Outcome.Sent()), true));

        stored.segmentCounts.end(owned, sent(1));

        assertThat(items("RUN#" + donation.id()))
                .hasSize(4)
                .allSatisfy(item -> assertThat(item.number("delete_after"))
                        .isEqualTo(
                                donation.startsAt().plus(Duration.ofDays(730)).getEpochSecond()));
        assertThat(items("OUTCOMES"))
                .anySatisfy(item -> assertThat(item.findNumber("delete_after"))
                        .contains(clock.instant()
                                .truncatedTo(ChronoUnit.DAYS)
                                .plus(Duration.ofDays(730))
                                .getEpochSecond()));
    }

    @Test
    void a_run_stays_for_ever_where_that_is_set() {
        stored = new StoredRuns(TABLES, TABLES.client(), clock, ZoneOffset.UTC, 0);
        var owned = stored.segments.claim(openSegment(), NODE).orElseThrow();

        stored.ledger.claimPage(owned, LedgerPage.opened("", "b"), Counts.NONE);

        assertThat(items("RUN#" + donation.id()))
                .hasSize(3)
                .allSatisfy(item -> assertThat(item.findNumber("delete_after")).isEmpty());
    }

    @Test
    void the_item_of_a_run_alone_tells_what_its_segments_have_come_to_once_they_settle() {
        var owned = stored.segments.claim(openSegment(), NODE).orElseThrow();
        owned = stored.segments.begin(owned, new KeyRangeSplit(5_000, true, List.of("8")), SendingQuota.UNKNOWN);
        var counts = new Counts(98, Map.of("550", 1L), Map.of("unsubscribed", 1L), 3);
        owned = stored.ledger.claimPage(owned, LedgerPage.opened("", "b"), counts);

        stored.segmentCounts.settle(owned);
        stored.segmentCounts.settle(owned);

        assertThat(ofItem().counts()).isEqualTo(new Counts(98, Map.of("550", 1L), Map.of("unsubscribed", 1L), 0));
        assertThat(stored.runs.find(donation.id()).orElseThrow().counts()).isEqualTo(counts);
        assertThat(stored.segmentCounts.counts(owned).deferred()).isEqualTo(3);
        stored.segmentCounts.end(owned, sent(2));
        assertThat(ofItem().counts()).isEqualTo(counts.plus(sent(2)));
    }

    @Test
    void the_item_of_a_cancelled_run_tells_all_that_it_had_come_to_whoever_had_its_segments() {
        var working = stored.segments.begin(
                stored.segments.claim(openSegment(), NODE).orElseThrow(),
                new KeyRangeSplit(5_000, true, List.of("4", "8")),
                SendingQuota.UNKNOWN);
        working = stored.ledger.claimPage(working, LedgerPage.opened("", "1"), Counts.NONE);
        working = stored.ledger.claimPage(working, LedgerPage.opened("1", "2"), sent(100));
        var left = stored.segments.claim(openSegments().get(1), NODE).orElseThrow();
        var page = LedgerPage.opened("4", "5");
        left = stored.ledger.claimPage(left, page, Counts.NONE);
        stored.ledger.savePage(left, page.with(Map.of("4a", new Outcome.Sent(), "4b", new Outcome.Sent()), false));
        stored.segments.release(left, Duration.ZERO);

        assertThat(stored.runStatus.cancel(donation.id(), "because")).isTrue();
        assertThat(ofItem().counts()).isEqualTo(sent(102));
        stored.segmentCounts.pauseSegment(working);

        assertThat(status()).isEqualTo(InvitationRun.Status.CANCELLED);
        assertThat(ofItem().counts()).isEqualTo(sent(102));
        assertThat(items("RUN#" + donation.id()))
                .filteredOn(item -> item.sortKey().equals(RunItem.RUN))
                .singleElement()
                .matches(run -> !RunItem.isLeft(run));
        assertThat(openSegments()).isEmpty();
    }

    /** The run as readers see it who read no segments. */
    private InvitationRun ofItem() {
        return Objects.requireNonNull(
                stored.runs.findAll(List.of(donation.id())).get(donation.id()));
    }

    private static List<Item> items(String partitionKey) {
        return Item.listOf(TABLES.client()
                .query(query -> query.tableName(TABLES.tables().invitations())
                        .keyConditionExpression("PK = :key")
                        .expressionAttributeValues(Map.of(":key", AttributeValue.fromS(partitionKey))))
                .items());
    }

    private Segment openSegment() {
        stored.runs.open(donation);
        return openSegments().get(0);
    }

    private List<Segment> openSegments() {
        return stored.openRuns.workable(donation.id());
    }

    private InvitationRun.Status status() {
        var status = stored.runStatus.status(donation.id()).orElseThrow();
        assertThat(stored.runs.find(donation.id()).orElseThrow().status()).isEqualTo(status);
        return status;
    }

    private static Counts sent(long count) {
        return new Counts(count, Map.of(), Map.of(), 0);
    }
}
