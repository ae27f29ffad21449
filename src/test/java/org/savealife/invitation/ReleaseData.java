package org.savealife.invitation;

import static org.savealife.donation.DonationBuilder.aDonation;
import static org.savealife.donor.DonorBuilder.aDonor;

import java.net.IDN;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.donation.Donation;
import org.savealife.donor.BloodType;
import org.savealife.donor.Donor;
import org.savealife.donor.DonorBuilder;
import org.savealife.donor.store.StoredDonors;
import org.savealife.fixture.TableFile;
import org.savealife.fixture.TestClock;
import org.savealife.invitation.worker.RunUnderTest;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.TestTables;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Makes a small database with the current build, as this release leaves it, and writes it to a file: the data that
 * later releases must migrate. The last release without migrations made {@code former-release.txt} this way.
 *
 * <p>Each city has donors in several spellings, whose addresses begin with a word for the city and a number: {@code
 * lodz1@example.org}. The runs for {@code Łódź}, {@code Sint Truiden} and {@code दिल्ली} are finished.
 */
public final class ReleaseData {

    private static final List<String> TABLES = List.of("savealife", "savealife-invitations");
    private static final Instant LAST_YEAR = Instant.parse("2025-12-03T09:00:00Z");

    private final TestTables tables;
    private final TestClock clock = new TestClock();
    private final Map<String, Integer> numbers = new HashMap<>();

    private ReleaseData(TestTables tables) {
        this.tables = tables;
    }

    /** @param arguments the file to write */
    public static void main(String... arguments) {
        try (var database = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
                var tables = new TestTables(database.endpoint())) {
            new ReleaseData(tables).make();
            TableFile.write(tables.client(), TABLES, Path.of(arguments[0]));
        }
    }

    private void make() {
        var lodz = people("lodz", "Łódź", 4);
        people("lodz", "Lodz", 3);
        people("lodz", "ŁÓDŹ", 1);
        people("copenhagen", "København", 2);
        people("copenhagen", "Kobenhavn", 2);
        people("grossenhain", "Großenhain", 2);
        people("grossenhain", "GROẞENHAIN", 2);
        people("grossenhain", "Grossenhain", 1);
        people("truiden", "Sint-Truiden", 3);
        people("truiden", "Sint Truiden", 2);
        people("delhi", "दिल्ली", 2);
        people("dalal", "दलल", 1);
        people("iwaki", "いわき", 1);
        people("iwagi", "いわぎ", 1);
        people("bosch", "'s-Hertogenbosch", 2);
        people("haarlem", "Haarlem", 3);
        guardedAsBefore(donor("anna@straße.de", "Großenhain"));
        guardedAsBefore(donor("nikos@βόλος.gr", "Βόλος"));
        StoredDonors.add(
                tables.client(),
                "savealife",
                List.of(
                        aDonor().withEmail("tool1@example.org")
                                .from("København")
                                .build(),
                        aDonor().withEmail("tool2@example.org")
                                .named("Piet")
                                .ofType(BloodType.A_POSITIVE)
                                .from("Haarlem")
                                .build()));
        var donors = StoredDonors.repository(tables);
        donors.unsubscribe(lodz.get(0).id(), clock.instant());
        donors.suppress(lodz.get(1).id(), "bounced");

        worked(aDonation().in("Łódź").build());
        worked(aDonation().in("Sint Truiden").build());
        worked(aDonation().in("दिल्ली").build());
        opened(aDonation().in("København").build());
        opened(aDonation().in("Łódź").at(LAST_YEAR).build());
        opened(aDonation().in("Haarlem").build());
        try (var run = run(aDonation().in("GROẞENHAIN").build())) {
            run.donations.add(run.donation);
            run.donations.cancel(run.donation.id());
        }
    }

    private List<Donor> people(String word, String city, int count) {
        return IntStream.range(0, count)
                .mapToObj(index -> donor(word + numbers.merge(word, 1, Integer::sum) + "@example.org", city))
                .toList();
    }

    private Donor donor(String address, String city) {
        return stored(aDonor().withEmail(address)
                .from(city)
                .ofType(BloodType.O_NEGATIVE)
                .agreedTo("2026-11", LAST_YEAR));
    }

    private Donor stored(DonorBuilder builder) {
        var donor = builder.build();
        StoredDonors.repository(tables).add(donor);
        return donor;
    }

    /** Stores an address guard under the domain's name by IDNA 2003, as earlier releases did. */
    private void guardedAsBefore(Donor donor) {
        var key = Item.of("EMAIL#" + donor.email().normalised(), "EMAIL").key();
        var guard = new HashMap<>(tables.client()
                .getItem(get -> get.tableName("savealife").key(key))
                .item());
        tables.client().deleteItem(delete -> delete.tableName("savealife").key(key));
        var address = donor.email().value();
        var domain = IDN.toASCII(address.substring(address.indexOf('@') + 1), IDN.USE_STD3_ASCII_RULES);
        var before = address.substring(0, address.indexOf('@') + 1) + domain.toLowerCase(Locale.ROOT);
        guard.put("PK", AttributeValue.fromS("EMAIL#" + before));
        tables.client().putItem(put -> put.tableName("savealife").item(guard));
    }

    private void worked(Donation donation) {
        try (var run = run(donation)) {
            run.announced().work();
        }
    }

    private void opened(Donation donation) {
        try (var run = run(donation)) {
            run.announced();
        }
    }

    private RunUnderTest run(Donation donation) {
        return new RunUnderTest(tables, clock, donation);
    }
}
