package org.savealife.sampledata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.savealife.donation.DonationBuilder.aDonation;
import static org.savealife.donor.DonorBuilder.aDonor;

import java.net.URI;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.donation.CalendarRepository;
import org.savealife.donation.Donation;
import org.savealife.donation.DonationRepository;
import org.savealife.donation.StoredDonations;
import org.savealife.donor.City;
import org.savealife.donor.Donor;
import org.savealife.donor.store.DonorCountRepository;
import org.savealife.donor.store.DonorRepository;
import org.savealife.donor.store.StoredDonors;
import org.savealife.fixture.TestClock;
import org.savealife.invitation.StoredRuns;
import org.savealife.platform.dynamodb.TestClients;
import org.savealife.platform.dynamodb.TestTables;
import org.savealife.platform.error.ConflictException;

class SampleDataLoaderTest {

    private static final URI HERE = URI.create("http://localhost:8000");

    private final TestClock clock = new TestClock();
    private EmbeddedDynamoDb database;
    private TestTables tables;
    private SampleRepository samples;
    private DonorRepository donors;
    private DonorCountRepository counts;
    private DonationRepository donations;
    private CalendarRepository calendar;
    private SampleDataLoader loader;

    /** Each test has its own tables, as it is about everything in them. */
    @BeforeEach
    void connect() {
        database = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
        tables = new TestTables(database.endpoint());
        samples = new SampleRepository(tables.client(), tables.tables(), tables.transactions());
        donors = StoredDonors.repository(tables);
        counts = StoredDonors.counts(tables);
        donations = StoredDonations.repository(tables, clock);
        calendar = StoredDonations.calendar(tables, clock);
        loader = loader(true, Optional.of(HERE));
    }

    @AfterEach
    void disconnect() {
        tables.close();
        database.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:8000", "http://127.0.0.1:8000", "http://[::1]:8000/"})
    void a_database_on_this_machine_may_have_sample_data(String endpoint) {
        assertThat(SampleDataLoader.isAllowed(true, Optional.of(URI.create(endpoint))))
                .isTrue();
        assertThat(SampleDataLoader.isAllowed(false, Optional.of(URI.create(endpoint))))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://dynamodb.eu-west-1.amazonaws.com",
                "http://localhost.example.org:8000",
                "http://localhost@example.org",
                "http://10.0.0.1:8000",
                "localhost:8000"
            })
    void a_database_elsewhere_may_not_whatever_is_set(String endpoint) {
        assertThat(SampleDataLoader.isAllowed(true, Optional.of(URI.create(endpoint))))
                .isFalse();
    }

    @Test
    void the_database_of_aws_may_not_whatever_is_set() {
        assertThat(SampleDataLoader.isAllowed(true, Optional.empty())).isFalse();
    }

    @Test
    void it_is_offered_until_a_donation_was_announced_however_many_donors_there_are() {
        assertThat(loader.progress().stage()).isEqualTo(SampleDataLoader.Stage.OFFERED);
        ownDonor("Utrecht");
        assertThat(loader.progress().stage()).isEqualTo(SampleDataLoader.Stage.OFFERED);

        var donation = ownDonation();

        assertThat(loader.progress().stage()).isEqualTo(SampleDataLoader.Stage.NONE);
        clock.advance(Duration.ofDays(100));
        assertThat(loader.progress().stage()).isEqualTo(SampleDataLoader.Stage.NONE);
        assertThatThrownBy(loader::load).isInstanceOf(ConflictException.class);
        donations.erase(donation.id());
        assertThat(loader.progress().stage()).isEqualTo(SampleDataLoader.Stage.OFFERED);
    }

    @Test
    void nothing_made_up_is_announced_where_donors_of_ones_own_would_be_invited_to_it() {
        ownDonor("Utrecht");
        ownDonor("Amsterdam");

        assertThat(loader.data().donations())
                .extracting(donation -> donation.city().name())
                .doesNotContain("Utrecht", "Amsterdam")
                .hasSize(3)
                .doesNotHaveDuplicates();
    }

    @Test
    void it_can_be_removed_whatever_was_announced_and_set_since_and_nothing_else_goes() {
        var donor = ownDonor("Haarlem");
        var all = loader.data();
        var some = all.donors().subList(0, 4);
        var few =
                new SampleData(some, List.of(some.get(0).id()), all.donations().subList(0, 1));
        loader.during(SampleDataLoader.Stage.LOADING, () -> loader.load(few));
        assertThat(loader.progress().stage()).isEqualTo(SampleDataLoader.Stage.LOADED);
        assertThat(counts.all().donors()).isEqualTo(5);
        var donation = ownDonation();
        assertThat(loader.progress().stage()).isEqualTo(SampleDataLoader.Stage.LOADED);
        loader = loader(false, Optional.empty());
        assertThat(loader.progress().stage()).isEqualTo(SampleDataLoader.Stage.LOADED);

        loader.during(SampleDataLoader.Stage.REMOVING, loader::removeAll);

        assertThat(loader.progress().stage()).isEqualTo(SampleDataLoader.Stage.REFUSED);
        assertThat(counts.all().donors()).isEqualTo(1);
        assertThat(donors.find(donor.id())).isPresent();
        assertThat(StoredDonations.coming(calendar)).extracting(Donation::id).containsExactly(donation.id());
    }

    @Test
    void what_was_loaded_in_part_can_be_removed() {
        var data = loader.data();
        var donor = data.donors().get(0);
        samples.add(List.of(
                new SampleRepository.Entry(true, data.donations().get(0).id()),
                new SampleRepository.Entry(false, donor.id()),
                new SampleRepository.Entry(false, data.donors().get(1).id())));
        donors.add(donor);

        assertThat(loader.progress().stage()).isEqualTo(SampleDataLoader.Stage.LOADED);
        loader.during(SampleDataLoader.Stage.REMOVING, loader::removeAll);

        assertThat(loader.progress().stage()).isEqualTo(SampleDataLoader.Stage.OFFERED);
        assertThat(counts.in(City.of(donor.city().name())).donors()).isZero();
    }

    private Donor ownDonor(String city) {
        var donor = aDonor().from(city).build();
        donors.add(donor);
        return donor;
    }

    private Donation ownDonation() {
        var donation = aDonation()
                .in("Emmen")
                .at(clock.instant().plus(Duration.ofDays(30)))
                .build();
        donations.add(donation);
        return donation;
    }

    private SampleDataLoader loader(boolean wanted, Optional<URI> endpoint) {
        return new SampleDataLoader(
                samples,
                donors,
                counts,
                donations,
                calendar,
                new StoredRuns(tables, clock).runs,
                clock,
                ZoneId.of("Europe/Amsterdam"),
                new SampleDataSettings(wanted),
                TestClients.local(endpoint));
    }
}
