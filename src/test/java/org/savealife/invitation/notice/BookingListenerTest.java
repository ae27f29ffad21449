package org.savealife.invitation.notice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.savealife.donation.DonationBuilder.aDonation;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.donation.Donation;
import org.savealife.donation.StoredDonations;
import org.savealife.fixture.TestClock;
import org.savealife.invitation.InvitationRun;
import org.savealife.invitation.StoredRuns;
import org.savealife.invitation.audience.VisitReplies;
import org.savealife.invitation.run.Kind;
import org.savealife.invitation.run.RunId;
import org.savealife.invitation.worker.IdleWorker;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.TestTables;
import org.savealife.stream.StreamRecord;
import org.savealife.visit.Answer;
import org.savealife.visit.StoredVisits;
import org.savealife.visit.Visit;
import org.savealife.visit.VisitRepository;

class BookingListenerTest {

    private static final EmbeddedDynamoDb DATABASE = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
    private static final TestTables TABLES = new TestTables(DATABASE.endpoint());

    private final TestClock clock = new TestClock();
    private final StoredRuns stored = new StoredRuns(TABLES, clock);
    private final VisitRepository visits = StoredVisits.repository(TABLES, clock);
    private final Notices notices = new Notices(
            stored.runs,
            stored.runStatus,
            stored.ledger,
            new VisitReplies(visits),
            IdleWorker.of(TABLES, clock),
            clock);
    private final BookingListener listener =
            new BookingListener(StoredDonations.repository(TABLES, clock), visits, notices);
    private final Donation donation = aDonation().withSeats(4).build();

    @AfterAll
    static void stopDatabase() {
        TABLES.close();
        DATABASE.close();
    }

    @Test
    void a_booking_is_confirmed_once_however_often_the_stream_brings_it_and_a_new_one_again() {
        StoredDonations.repository(TABLES, clock).add(donation);
        var booked = answer(new Answer.Yes(donation.startsAt()), Optional.empty());
        var first = at();

        assertThat(listener.accepts(booked)).isTrue();
        listener.handle(booked);
        listener.handle(booked);
        assertThat(confirmation(first))
                .hasValueSatisfying(run -> assertThat(run.status()).isEqualTo(InvitationRun.Status.RUNNING));

        clock.advance(Duration.ofMinutes(1));
        var givenUp = answer(new Answer.GiveUp(), Optional.of(item()));
        assertThat(listener.accepts(givenUp)).isFalse();
        clock.advance(Duration.ofMinutes(1));
        var again = answer(new Answer.Yes(donation.startsAt()), Optional.of(item()));
        assertThat(listener.accepts(again)).isTrue();
        listener.handle(again);

        assertThat(at()).isAfter(first);
        assertThat(confirmation(at())).isPresent();
    }

    @Test
    void who_has_given_up_before_the_stream_tells_of_the_booking_gets_no_confirmation() {
        StoredDonations.repository(TABLES, clock).add(donation);
        var booked = answer(new Answer.Yes(donation.startsAt()), Optional.empty());
        var first = at();
        clock.advance(Duration.ofMinutes(1));
        answer(new Answer.GiveUp(), Optional.of(item()));

        listener.handle(booked);

        assertThat(confirmation(first)).isEmpty();
        assertThat(confirmation(at())).isEmpty();
    }

    private StreamRecord answer(Answer answer, Optional<Item> before) {
        visits.answer(donation, "d1", answer, Visit.Via.LINK);
        return before.map(former -> StreamRecord.modified("1", former, item(), Instant.EPOCH))
                .orElseGet(() -> StreamRecord.inserted("1", item(), Instant.EPOCH));
    }

    private Item item() {
        return StoredVisits.item(TABLES, donation, "d1");
    }

    private Instant at() {
        return visits.find(donation, "d1").orElseThrow().answeredAt();
    }

    private Optional<InvitationRun> confirmation(Instant at) {
        return stored.runs.find(
                RunId.single(Kind.CONFIRMATION, donation.id(), "d1", at).text());
    }
}
