package org.savealife.invitation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.savealife.donation.DonationBuilder.aDonation;
import static org.savealife.donor.DonorBuilder.aDonor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.donation.FiledDonations;
import org.savealife.donation.StoredDonations;
import org.savealife.donor.City;
import org.savealife.donor.Donor;
import org.savealife.donor.store.FiledDonors;
import org.savealife.donor.store.FormerRelease;
import org.savealife.fixture.ApplicationProcess;
import org.savealife.fixture.CountingRelay;
import org.savealife.fixture.Deep;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.TestTables;
import org.savealife.platform.migration.MigrationState;

/** Processes that start on the data of the previous release, and are killed while they migrate it. */
@Deep
class MigrationIT {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int DONORS = 1_500;
    private static final int KILLS = 3;

    private EmbeddedDynamoDb database;
    private TestTables tables;
    private CountingRelay relay;
    private FormerRelease former;

    @BeforeEach
    void start() {
        database = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
        tables = new TestTables(database.endpoint());
        tables.forgetSchema();
        relay = CountingRelay.start(2);
        former = new FormerRelease(tables);
    }

    @AfterEach
    void stop() {
        relay.close();
        tables.close();
        database.close();
    }

    @Test
    void killed_in_the_middle_it_is_gone_on_with_and_a_run_that_goes_meanwhile_invites_each_once() {
        var donors = new ArrayList<Donor>();
        donors.addAll(former.addAll(from("Łódź", DONORS)));
        donors.addAll(former.addAll(from("Lodz", DONORS / 10)));
        var donation = aDonation().in("Łódź").build();
        former.register(City.of("Łódź"));
        StoredDonations.addUnder(tables, FormerRelease.sortKey(donation.city()), donation);

        for (var kill = 1; kill <= KILLS; kill++) {
            try (var killed = process(0)) {
                awaitLookedAt((long) DONORS * kill / (KILLS + 1));
                killed.kill();
            }
        }
        try (var one = process(0);
                var other = process(1)) {
            one.awaitReady();
            other.awaitReady();
            await(() -> tables.schema().states().values().stream().allMatch(MigrationState::isDone));
            await(() -> relay.received().size() == donors.size());
            await(() -> !isInRegister("łodz"));
        }

        assertThat(relay.received().values().stream().filter(mails -> mails.size() > 1))
                .as("sent again for a kill: a page at most, with the same Message-ID")
                .hasSizeLessThanOrEqualTo(KILLS * LedgerPage.SIZE)
                .allSatisfy(mails -> assertThat(mails.stream().distinct()).hasSize(1));
        assertThat(FiledDonors.check(tables)).hasSameSizeAs(donors);
        assertThat(FiledDonations.check(tables)).containsExactly(donation);
    }

    private boolean isInRegister(String key) {
        return tables.client()
                .getItem(get ->
                        get.tableName("savealife").key(Item.of("CITIES", key).key()))
                .hasItem();
    }

    /** What was changed before a kill is not counted again, but it is looked at again. */
    private void awaitLookedAt(long donors) {
        await(() -> tables.schema().states().values().stream()
                        .mapToLong(MigrationState::looked)
                        .sum()
                >= donors);
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(condition);
    }

    private ApplicationProcess process(int line) {
        return ApplicationProcess.start(
                "migration-" + line,
                Map.of(
                        "savealife.role",
                        "worker",
                        "savealife.dynamodb.endpoint",
                        database.endpoint().toString(),
                        "savealife.mail.smtp.host",
                        "127.0.0.1",
                        "savealife.mail.smtp.port",
                        Integer.toString(relay.port(line))));
    }

    private static List<Donor> from(String city, int count) {
        return Stream.generate(() -> aDonor().from(city).build()).limit(count).toList();
    }
}
