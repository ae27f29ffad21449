package org.savealife.invitation.worker;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.savealife.donation.DonationBuilder.aDonation;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.savealife.donation.Donation;
import org.savealife.donation.Seating;
import org.savealife.donor.Donor;
import org.savealife.fixture.CountingRelay.Step;
import org.savealife.fixture.Depth;
import org.savealife.invitation.InvitationRun;
import org.savealife.invitation.LedgerPage;
import org.savealife.platform.error.ConflictException;
import org.savealife.visit.Answer;
import org.savealife.visit.StoredVisits;
import org.savealife.visit.Visit;
import org.savealife.visit.VisitRepository;

/** Donors book while the invitations leave, until there are no seats left. */
@Timeout(600)
class FullDonationIT extends WorkedRunIT {

    private static final int DONORS = Depth.of(2_000, 20_000);
    private static final int SEATS = 60;

    /** For all donors of the deep run, beside other tests. */
    private static final Duration LONG = Duration.ofMinutes(4);

    /** One in so many donors books, as soon as the mail has come. */
    private static final int BOOKS = 5;

    private final VisitRepository visits = StoredVisits.repository(tables, Clock.systemUTC());
    private final AtomicInteger mails = new AtomicInteger();

    /** How many mails had come when the last seat was taken. */
    private final AtomicInteger mailsWhenFull = new AtomicInteger();

    @ParameterizedTest(name = "{0} workers")
    @ValueSource(ints = {1, 2})
    void mails_stop_within_a_page_of_full_and_go_on_with_more_seats_and_nobody_gets_two(int workers) {
        var donors = donors(DONORS);
        var donation = aDonation().in(city).withSeats(SEATS).build();
        bookOnceMailed(donation, donors);
        var nodes = IntStream.range(0, workers)
                .mapToObj(number -> opened(new WorkedRun(tables, smtp().transport(), donation, USUAL)))
                .toList();
        nodes.forEach(WorkedRun::begin);

        awaitFull(nodes);
        assertThat(visits.counts(donation.id()).booked()).isEqualTo(SEATS);
        assertThat(relay.count() - mailsWhenFull.get()).isBetween(0, workers * LedgerPage.SIZE);

        visits.setSeats(donation, new Seating(0, 0, 2 * SEATS, 1));
        goOn(nodes);
        awaitFull(nodes);
        assertThat(visits.counts(donation.id()).booked()).isEqualTo(2 * SEATS);
        assertThat(relay.count() - mailsWhenFull.get()).isBetween(0, workers * LedgerPage.SIZE);

        visits.setSeats(donation, Seating.NONE);
        goOn(nodes);
        await().atMost(LONG).until(() -> nodes.get(0).status() == InvitationRun.Status.FINISHED);
        assertThat(relay.received())
                .hasSize(DONORS)
                .allSatisfy((address, copies) -> assertThat(copies).hasSize(1));
        assertThat(nodes.get(0).now().counts().sent()).isEqualTo(DONORS);
    }

    private void bookOnceMailed(Donation donation, List<Donor> donors) {
        var byAddress = donors.stream().collect(toMap(WorkedRunIT::address, donor -> donor));
        relay.temper((step, recipient) -> {
            if (step == Step.END && mails.incrementAndGet() % BOOKS == 0) {
                book(donation, Objects.requireNonNull(byAddress.get(recipient)));
            }
            return Optional.empty();
        });
    }

    private void book(Donation donation, Donor donor) {
        try {
            visits.answer(donation, donor.id(), new Answer.Yes(donation.startsAt()), Visit.Via.LINK);
            mailsWhenFull.set(mails.get());
        } catch (ConflictException taken) {
            // as it is for readers who come too late
        }
    }

    private static void awaitFull(List<WorkedRun> nodes) {
        await().atMost(LONG)
                .until(() -> nodes.get(0).now().isFull() && nodes.stream().noneMatch(WorkedRun::isWorked));
    }

    /** The stream has brought the change to a worker. */
    private static void goOn(List<WorkedRun> nodes) {
        var run = nodes.get(0);
        assertThat(run.stored().fullRuns.goOn(run.donationId())).isTrue();
    }
}
