package org.savealife.invitation.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.savealife.donation.DonationBuilder.aDonation;
import static org.savealife.donor.DonorBuilder.aDonor;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.donation.Donation;
import org.savealife.donor.BloodType;
import org.savealife.donor.Donor;
import org.savealife.donor.store.DonorRepository;
import org.savealife.donor.store.StoredDonors;
import org.savealife.fixture.TestClock;
import org.savealife.invitation.LedgerPage;
import org.savealife.invitation.LedgerRepository;
import org.savealife.invitation.Outcome;
import org.savealife.invitation.RunItem;
import org.savealife.invitation.Segment;
import org.savealife.invitation.StoredRuns;
import org.savealife.invitation.run.RunId;
import org.savealife.platform.RandomId;
import org.savealife.platform.dynamodb.TestTables;
import org.savealife.platform.paging.Cursor;

class RunDonorsTest {

    private static final Instant SENT_AT = Instant.parse("2026-12-03T09:00:00Z");
    private static final LedgerRepository.Wanted ANY = new LedgerRepository.Wanted("", "");

    private static final EmbeddedDynamoDb DATABASE = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
    private static final TestTables TABLES = new TestTables(DATABASE.endpoint());

    private final String city = "Haarlem " + RandomId.next();
    private final Donation donation = aDonation().in(city).build();
    private final DonorRepository donors = StoredDonors.repository(TABLES);
    private final RunDonors runDonors =
            new RunDonors(new StoredRuns(TABLES, new TestClock()).ledger, donors, StoredDonors.search(TABLES));

    @AfterAll
    static void stopDatabase() {
        TABLES.close();
        DATABASE.close();
    }

    @Test
    void each_donor_of_the_run_is_told_with_what_became_of_them_and_when() {
        var zoe = stored("Zoë", city);
        var moved = stored("Anna", city);
        var gone = stored("Imke", city);
        ledger(Map.of(
                zoe.id(), new Outcome.Sent(),
                moved.id(), new Outcome.Failed("550 5.1.1 No such user"),
                gone.id(), new Outcome.Skipped("unsubscribed")));
        assertThat(donors.edit(aDonor().withId(moved.id())
                        .named("Anna")
                        .withEmail(moved.email().value())
                        .from("Leiden")
                        .build()))
                .isPresent();
        donors.erase(gone.id());

        var lines = find(ANY, "");

        assertThat(lines).hasSize(3).allSatisfy(line -> assertThat(line.at()).contains(SENT_AT));
        assertThat(line(lines, zoe))
                .hasValueSatisfying(line -> assertThat(line.donor()).contains(zoe));
        assertThat(line(lines, moved))
                .hasValueSatisfying(line -> assertThat(line.donor()).isPresent());
        assertThat(line(lines, gone))
                .hasValueSatisfying(line -> assertThat(line.donor()).isEmpty());
    }

    @Test
    void a_donor_of_the_run_is_found_by_name_and_by_address() {
        var zoe = stored("Zoë", city);
        var anna = stored("Anna", city);
        stored("Zoë", "Leiden " + city);
        var late = stored("Zoë", city);
        ledger(Map.of(zoe.id(), new Outcome.Sent(), anna.id(), new Outcome.Failed("550 no")));

        assertThat(ids(find(ANY, " ZOE"))).containsExactly(zoe.id()).doesNotContain(late.id());
        assertThat(ids(find(ANY, anna.email().value()))).containsExactly(anna.id());
        assertThat(ids(find(new LedgerRepository.Wanted("failed", "550"), "anna")))
                .containsExactly(anna.id());
        assertThat(find(new LedgerRepository.Wanted("sent", ""), "anna")).isEmpty();
        assertThat(find(ANY, "nobody")).isEmpty();
    }

    @Test
    void a_cursor_of_another_list_is_its_beginning() {
        var zoe = stored("Zoë", city);
        ledger(Map.of(zoe.id(), new Outcome.Sent()));
        var all = new RunDonors.Query(donation, RunId.invitations(donation.id()), ANY, "");
        var search = new RunDonors.Query(donation, RunId.invitations(donation.id()), ANY, "zoe");

        assertThat(all.place(Cursor.of("a", "b").text()).isNone()).isTrue();
        assertThat(search.place(Cursor.of("a").text()).isNone()).isTrue();
        assertThat(ids(runDonors
                        .find(search, Cursor.of("name", RandomId.next()), 20)
                        .entries()))
                .containsExactly(zoe.id());
    }

    @Test
    void a_row_of_the_file_says_what_is_known_of_the_donor() {
        var zoe = aDonor().named("Zoë")
                .withEmail("zoe@example.org")
                .ofType(BloodType.O_NEGATIVE)
                .build();

        assertThat(RunExportServlet.row(new RunDonors.Line(
                        zoe.id(), Optional.of(zoe), new Outcome.Failed("550 no"), Optional.of(SENT_AT))))
                .containsExactly(zoe.id(), "Zoë", "zoe@example.org", "O-", "failed", "550 no", "2026-12-03T09:00:00Z");
        assertThat(RunExportServlet.row(
                        new RunDonors.Line(zoe.id(), Optional.empty(), new Outcome.Sent(), Optional.empty())))
                .containsExactly(zoe.id(), "", "", "", "sent", "", "");
    }

    private Donor stored(String name, String where) {
        var donor = aDonor().named(name).from(where).build();
        donors.add(donor);
        return donors.find(donor.id()).orElseThrow();
    }

    private void ledger(Map<String, Outcome> outcomes) {
        var segment = new Segment(donation.id(), "", Segment.BEHIND_ALL, "", "owner", 0, Segment.Pass.FIRST);
        var page = LedgerPage.opened("", Segment.BEHIND_ALL).with(new HashMap<>(outcomes), true, SENT_AT);
        TABLES.client()
                .putItem(put -> put.tableName(TABLES.tables().invitations())
                        .item(RunItem.page(segment, page).attributes()));
    }

    /** All of them, read two at a time. */
    private List<RunDonors.Line> find(LedgerRepository.Wanted wanted, String text) {
        var query = new RunDonors.Query(donation, RunId.invitations(donation.id()), wanted, text);
        var lines = new ArrayList<RunDonors.Line>();
        var after = Cursor.NONE;
        do {
            var page = runDonors.find(query, after, 2);
            lines.addAll(page.entries());
            after = query.place(page.next().text());
        } while (!after.isNone());
        return lines;
    }

    private static Optional<RunDonors.Line> line(List<RunDonors.Line> lines, Donor donor) {
        return lines.stream().filter(line -> line.donorId().equals(donor.id())).findFirst();
    }

    private static List<String> ids(List<RunDonors.Line> lines) {
        return lines.stream().map(RunDonors.Line::donorId).toList();
    }
}
