package org.savealife.invitation.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.savealife.donation.DonationBuilder.aDonation;
import static org.savealife.donor.DonorBuilder.aDonor;

import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.donation.DonationRepository;
import org.savealife.donation.StoredDonations;
import org.savealife.donor.City;
import org.savealife.donor.Donor;
import org.savealife.donor.store.DonorRepository;
import org.savealife.donor.store.StoredDonors;
import org.savealife.fixture.CountingRelay;
import org.savealife.invitation.Counts;
import org.savealife.invitation.InvitationRun;
import org.savealife.invitation.Outcome;
import org.savealife.invitation.Segment;
import org.savealife.invitation.StoredRuns;
import org.savealife.invitation.mail.Mailer;
import org.savealife.invitation.mail.TestMailer;
import org.savealife.mail.smtp.RelayTransports;
import org.savealife.platform.RandomId;
import org.savealife.platform.dynamodb.BusyDatabase;
import org.savealife.platform.dynamodb.TestTables;
import org.savealife.platform.retry.DatabaseUnavailable;

/**
 * The database is too busy for one request in five, while donors sign up and a run is in progress: nobody is lost,
 * and nobody gets two mails.
 */
class BusyDatabaseTest {

    private static final double ONE_IN_FIVE = 0.2;
    private static final int DONORS = 250;

    private static final EmbeddedDynamoDb DATABASE = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
    private static final BusyDatabase BUSY = new BusyDatabase(20, 0);
    private static final TestTables TABLES = new TestTables(DATABASE.endpoint(), BUSY);
    private static final CountingRelay RELAY = CountingRelay.start(1);

    private final String city = "Haarlem " + RandomId.next();
    private final StoredRuns stored = new StoredRuns(TABLES, Clock.systemUTC());
    private DonorRepository donors;
    private DonationRepository donations;

    @AfterAll
    static void stop() {
        RELAY.close();
        TABLES.close();
        DATABASE.close();
    }

    @BeforeEach
    void connect() {
        donors = StoredDonors.repository(TABLES);
        donations = StoredDonations.repository(TABLES, Clock.systemUTC());
        RELAY.clear();
        BUSY.refuse(ONE_IN_FIVE);
    }

    @AfterEach
    void calmDown() {
        BUSY.refuse(0);
    }

    @Test
    void everybody_who_signs_up_is_stored_once() {
        var signedUp = Stream.generate(() -> aDonor().from(city).build())
                .limit(60)
                .peek(donor -> assertThat(donors.addUnlessKnown(donor)).isEmpty())
                .toList();

        assertThat(BUSY.refused()).isPositive();
        BUSY.refuse(0);
        assertThat(donors.walk(City.of(city), "", Segment.BEHIND_ALL, 500).donors())
                .containsExactlyInAnyOrderElementsOf(signedUp);
    }

    @Test
    void a_run_invites_everybody_once() {
        var invited =
                Stream.generate(() -> aDonor().from(city).build()).limit(DONORS).toList();
        BUSY.refuse(0);
        StoredDonors.add(TABLES.client(), TABLES.tables().main(), invited);
        BUSY.refuse(ONE_IN_FIVE);
        var donation = aDonation().in(city).build();
        donations.add(donation);
        stored.runs.open(donation);

        work(donation.id());

        BUSY.refuse(0);
        assertThat(stored.runs.find(donation.id())).hasValueSatisfying(run -> {
            assertThat(run.status()).isEqualTo(InvitationRun.Status.FINISHED);
            assertThat(run.counts()).isEqualTo(Counts.of(outcomes(invited)));
        });
        assertThat(RELAY.received().keySet())
                .containsExactlyInAnyOrderElementsOf(
                        invited.stream().map(donor -> donor.email().value()).toList());
        assertThat(RELAY.received().values())
                .allSatisfy(copies -> assertThat(copies).hasSize(1));
    }

    private static List<Outcome> outcomes(List<Donor> invited) {
        return invited.stream().<Outcome>map(donor -> new Outcome.Sent()).toList();
    }

    /** Does what {@link RunWorker} does, on one thread. */
    private void work(String donationId) {
        var node = WorkerNodes.beating(
                stored,
                donations,
                donors,
                StoredDonors.counts(TABLES),
                new RecentArrivals(),
                mailer(),
                Clock.systemUTC(),
                outcome -> {});
        var run = new ActiveRun(donationId, stored.runStatus, donations, node.fullRuns, new FailureLimit(0, 1));
        while (untilItAnswers(donationId) != InvitationRun.Status.FINISHED) {
            openSegments(donationId).stream()
                    .flatMap(segment -> stored.segments.claim(segment, "busy").stream())
                    .forEach(segment -> new SegmentTask(new SegmentLease(segment, 1, run, node), node).run());
        }
    }

    private InvitationRun.Status untilItAnswers(String donationId) {
        try {
            return stored.runStatus.status(donationId).orElseThrow();
        } catch (RuntimeException failed) {
            assertThat(failed).matches(DatabaseUnavailable::isCauseOf);
            return InvitationRun.Status.RUNNING;
        }
    }

    private List<Segment> openSegments(String donationId) {
        return stored.openRuns.workable(donationId).stream()
                .filter(segment -> segment.owner().isEmpty())
                .toList();
    }

    private static Mailer mailer() {
        return TestMailer.of(RelayTransports.to(RELAY.port(0)), Clock.systemUTC(), ZoneOffset.UTC);
    }
}
