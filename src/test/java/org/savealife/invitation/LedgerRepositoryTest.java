package org.savealife.invitation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.invitation.LedgerRepository.Entry;
import org.savealife.invitation.LedgerRepository.Wanted;
import org.savealife.platform.RandomId;
import org.savealife.platform.dynamodb.TestTables;
import org.savealife.platform.paging.Cursor;

class LedgerRepositoryTest {

    private static final Wanted ALL = new Wanted("", "");
    private static final int PAGES = 30;

    private static final EmbeddedDynamoDb DATABASE = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
    private static final TestTables TABLES = new TestTables(DATABASE.endpoint());

    private final LedgerRepository ledger = new StoredRuns(TABLES, Clock.systemUTC()).ledger;
    private final String run = RandomId.next();

    @AfterAll
    static void stopDatabase() {
        TABLES.close();
        DATABASE.close();
    }

    @Test
    void page_by_page_every_donor_comes_once_in_key_order() {
        store(Map.of());

        var found = walk(ALL, 70);

        assertThat(found).hasSize(PAGES * 100).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void a_few_failures_among_many_donors_are_found_at_once() {
        store(Map.of(
                id(17), new Outcome.Failed("550 5.1.1 No such user"),
                id(2_905), new Outcome.Failed("552 5.2.2 Over quota"),
                id(2_906), new Outcome.Skipped("unsubscribed")));

        assertThat(find(new Wanted("failed", ""))).containsExactly(id(17), id(2_905));
        assertThat(find(new Wanted("failed", "552"))).containsExactly(id(2_905));
        assertThat(find(new Wanted("skipped", ""))).containsExactly(id(2_906));
        assertThat(find(new Wanted("skipped", "unsubscribed"))).containsExactly(id(2_906));
        assertThat(find(new Wanted("skipped", "other_city"))).isEmpty();
        assertThat(find(new Wanted("deferred", ""))).isEmpty();
    }

    @Test
    void a_failure_without_a_code_is_found_as_such() {
        store(Map.of(
                id(5), new Outcome.Failed("no answer in time"), id(6), new Outcome.Failed("550 5.1.1 No such user")));

        assertThat(find(new Wanted("failed", "other"))).containsExactly(id(5));
    }

    @Test
    void an_answer_that_only_speaks_of_a_skipped_one_is_none() {
        store(Map.of(id(5), new Outcome.Failed("550 5.1.1 we skipped other_city mail")));

        assertThat(find(new Wanted("skipped", "other_city"))).isEmpty();
    }

    @Test
    void a_run_without_a_ledger_has_nobody() {
        assertThat(ledger.find(RandomId.next(), ALL, Cursor.NONE, 20).entries()).isEmpty();
    }

    private List<String> find(Wanted wanted) {
        var listing = ledger.find(run, wanted, Cursor.NONE, 20);
        assertThat(listing.next().isNone()).isTrue();
        return listing.entries().stream().map(Entry::donorId).toList();
    }

    private List<String> walk(Wanted wanted, int limit) {
        var found = new ArrayList<String>();
        var after = Cursor.NONE;
        do {
            var listing = ledger.find(run, wanted, after, limit);
            listing.entries().forEach(entry -> found.add(entry.donorId()));
            after = listing.next();
        } while (!after.isNone());
        return found;
    }

    /** Stores a ledger in which everybody was sent their mail, except for these outcomes. */
    private void store(Map<String, Outcome> others) {
        var segment = new Segment(run, "", Segment.BEHIND_ALL, "", "owner", 0, Segment.Pass.FIRST);
        for (var page = 0; page < PAGES; page++) {
            var outcomes = new HashMap<String, Outcome>();
            for (var donor = page * 100; donor < page * 100 + 100; donor++) {
                outcomes.put(id(donor), others.getOrDefault(id(donor), new Outcome.Sent()));
            }
            var ledgerPage = LedgerPage.opened(page == 0 ? "" : id(page * 100 - 1), id(page * 100 + 99))
                    .with(outcomes, true);
            TABLES.client()
                    .putItem(put -> put.tableName("savealife-invitations")
                            .item(RunItem.page(segment, ledgerPage).attributes()));
        }
    }

    private static String id(int number) {
        return String.format("%032x", number);
    }
}
