package org.savealife.invitation.notice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.savealife.donation.ChangedDonations.calledOff;
import static org.savealife.donation.DonationBuilder.aDonation;
import static org.savealife.donor.DonorBuilder.aDonor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.donation.ChangedDonations;
import org.savealife.donation.Donation;
import org.savealife.donation.Notify;
import org.savealife.donor.City;
import org.savealife.donor.Donor;
import org.savealife.fixture.CountingRelay;
import org.savealife.fixture.TestClock;
import org.savealife.invitation.Counts;
import org.savealife.invitation.InvitationRun;
import org.savealife.invitation.LedgerPage;
import org.savealife.invitation.Outcome;
import org.savealife.invitation.Segment;
import org.savealife.invitation.run.Former;
import org.savealife.invitation.run.Kind;
import org.savealife.invitation.run.Reply;
import org.savealife.invitation.run.RunId;
import org.savealife.invitation.worker.RunUnderTest;
import org.savealife.platform.RandomId;
import org.savealife.platform.dynamodb.TestTables;
import org.savealife.platform.dynamodb.UnitsUsed;

/** Who is told of a change, and that a donation was called off, and who is not. */
@Timeout(120)
class NoticeRunIT {

    private static final Duration A_MOMENT = Duration.ofSeconds(4);

    private static EmbeddedDynamoDb database;
    private static TestTables tables;

    private final TestClock clock = new TestClock();
    private final String city = "Haarlem " + RandomId.next();
    private RunUnderTest run;
    private Donation donation;

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
    void start() {
        var nextWeek = clock.instant().plus(Duration.ofDays(7));
        donation = aDonation().in(city).at(nextWeek).build();
        run = new RunUnderTest(tables, clock, donation);
    }

    @AfterEach
    void stop() {
        run.close();
    }

    @Test
    void all_who_were_invited_are_told_once_also_who_has_moved_and_nobody_else() {
        var donors = run.donors(130);
        run.announced().work();
        run.donors.move(donors.get(3).id(), City.of(city), City.of("Leiden " + city));
        run.donors.erase(donors.get(5).id());
        run.donors.unsubscribe(donors.get(7).id(), clock.instant());
        run.donors.suppress(donors.get(9).id(), "bounced");
        var stranger = aDonor().from(city).build();
        run.donors.add(stranger);

        var change = change(donation, Notify.ALL);
        run.notices.open(Optional.of(donation), moved(donation, 1));

        run.work(change);
        mails(change, donors)
                .forEach((number, mails) -> assertThat(mails)
                        .as("mails to donor %s", number)
                        .isEqualTo(List.of(5, 7, 9).contains(number) ? 0 : 1));
        assertThat(run.mailsTo(stranger)).isZero();
        assertThat(run.run(change).status()).isEqualTo(InvitationRun.Status.FINISHED);
        assertThat(run.run(change).counts())
                .isEqualTo(new Counts(127, Map.of(), Map.of("unsubscribed", 1L, "address_suppressed", 1L), 0));
        assertThat(run.notices.notReached(change, 10))
                .extracting(entry -> entry.donorId())
                .containsExactly(donors.get(9).id());
    }

    @Test
    void who_came_late_to_the_invitations_is_told_too() {
        run.donors(3);
        run.announced().work();
        var late = aDonor().from(city).build();
        run.signUp(late);
        run.work();

        var change = change(donation, Notify.ALL);

        run.work(change);
        assertThat(run.mailsTo(late, change)).isEqualTo(1);
        assertThat(run.run(change).counts().sent()).isEqualTo(4);
    }

    @Test
    void who_is_booked_comes_first_even_unsubscribed_and_who_said_no_is_left_alone() {
        var donors = run.donors(40);
        var uninvited = aDonor().from("Leiden " + city).build();
        run.donors.add(uninvited);
        run.announced().work();
        var booked = List.of(donors.get(20), donors.get(30), uninvited);
        booked.forEach(donor -> run.replies.put(donor.id(), Reply.State.BOOKED));
        run.replies.put(donors.get(35).id(), Reply.State.WAITING);
        run.replies.put(donors.get(10).id(), Reply.State.NO);
        run.replies.put(donors.get(11).id(), Reply.State.GAVE_UP);
        run.donors.unsubscribe(donors.get(20).id(), clock.instant());
        run.relay.clear();

        var change = change(donation, Notify.ALL);

        run.work(change);
        assertThat(run.mailsTo(donors.get(10))).isZero();
        assertThat(run.run(change).counts()).isEqualTo(new Counts(40, Map.of(), Map.of("said_no", 1L), 0));
        var firstOther = arrivals(donors).stream()
                .filter(address ->
                        booked.stream().noneMatch(donor -> donor.email().value().equals(address)))
                .filter(address -> !address.equals(donors.get(35).email().value()))
                .map(address -> run.relay.receivedAt().get(address))
                .min(Comparator.naturalOrder())
                .orElseThrow();
        assertThat(booked)
                .allSatisfy(donor -> assertThat(
                                run.relay.receivedAt().get(donor.email().value()))
                        .isBeforeOrEqualTo(firstOther));
        assertThat(run.stored.ledger.findPage(change.text(), donors.get(30).id()))
                .hasValueSatisfying(
                        page -> assertThat(page.outcome(donors.get(30).id())).contains(new Outcome.Sent()));
    }

    @Test
    void only_who_is_booked_is_told_if_staff_say_so_and_nobody_if_they_say_that() {
        var donors = run.donors(5);
        run.announced().work();
        run.replies.put(donors.get(2).id(), Reply.State.BOOKED);

        var change = change(donation, Notify.BOOKED);
        run.work(change);
        var silent = moved(moved(donation, 1), 2, Notify.NOBODY);
        run.change(moved(donation, 1), silent);

        assertThat(run.run(change).counts().sent()).isEqualTo(1);
        assertThat(run.mailsTo(donors.get(2), change)).isEqualTo(1);
        assertThat(run.stored.runs.find(RunId.change(donation.id(), 2).text())).isEmpty();
    }

    @Test
    void of_two_changes_only_the_later_is_told_to_those_whom_the_earlier_has_not_reached() {
        var donors = run.donors(5);
        run.announced().work();
        var first = moved(donation, 1);
        var second = moved(first, 2, Notify.ALL);

        run.change(donation, first);
        run.change(first, second);
        run.notices.open(Optional.of(donation), first);
        clock.advance(A_MOMENT);
        run.work(RunId.change(donation.id(), 1));
        run.work(RunId.change(donation.id(), 2));

        assertThat(run.run(RunId.change(donation.id(), 1)).status()).isEqualTo(InvitationRun.Status.CANCELLED);
        assertThat(run.run(RunId.change(donation.id(), 1)).reason()).isEqualTo(Notices.SUPERSEDED);
        assertThat(mails(RunId.change(donation.id(), 1), donors).values()).containsOnly(0L);
        assertThat(mails(RunId.change(donation.id(), 2), donors).values()).containsOnly(1L);
        assertThat(run.stored.runs.former(RunId.change(donation.id(), 2)))
                .contains(new Former(donation.address(), donation.startsAt(), donation.length()));
        assertThat(run.notices.runs(second))
                .extracting(InvitationRun::id)
                .containsExactly(RunId.change(donation.id(), 1), RunId.change(donation.id(), 2));
    }

    @Test
    void who_is_invited_after_the_change_reads_it_in_the_invitation_and_gets_no_notice() {
        var donors = run.donors(150);
        run.announced();
        atMessage(50, run::pauseAmidWork);
        run.work();
        var invited = donors.stream().filter(donor -> run.mailsTo(donor) > 0).toList();
        assertThat(invited).hasSizeBetween(1, 149);

        var change = change(donation, Notify.ALL);
        run.work(change);
        assertThat(run.run(change).counts().sent()).isEqualTo(invited.size());
        run.stored.runStatus.resume(donation.id());
        run.work();

        assertThat(run.mailsTo(donors).keySet()).containsExactlyInAnyOrder(1, 2);
        assertThat(donors)
                .allSatisfy(donor -> assertThat(run.mailsTo(donor, change)).isEqualTo(invited.contains(donor) ? 1 : 0));
    }

    @Test
    void while_a_worker_still_sends_a_page_of_the_old_text_nobody_is_passed_over() {
        var donors = run.donors(3);
        run.announced();
        var whole = run.openSegments().get(0);
        var owned = run.stored.segments.claim(whole, "other").orElseThrow();
        var page = LedgerPage.opened("", last(donors));
        var moved = run.stored.ledger.claimPage(owned, page, Counts.NONE);

        var change = change(donation, Notify.ALL);
        run.work(change);
        assertThat(run.run(change).counts().settled()).isZero();
        run.stored.ledger.savePage(moved, page.with(sent(donors), true, clock.instant()));
        clock.advance(A_MOMENT);
        run.work(change);

        assertThat(mails(change, donors).values()).containsOnly(1L);
    }

    @Test
    void calling_off_ends_every_other_run_and_is_told_to_those_who_were_invited() {
        var donors = run.donors(150);
        run.announced();
        atMessage(50, run::pauseAmidWork);
        run.work();
        var invited = donors.stream().filter(donor -> run.mailsTo(donor) > 0).toList();
        run.change(donation, moved(donation, 1));

        run.change(moved(donation, 1), calledOff(moved(donation, 1), Notify.ALL, "The boiler burst"));
        clock.advance(A_MOMENT);
        var cancellation = RunId.cancellation(donation.id());
        run.work(RunId.change(donation.id(), 1));
        run.work(cancellation);
        run.work();

        assertThat(run.run().status()).isEqualTo(InvitationRun.Status.CANCELLED);
        assertThat(run.run(RunId.change(donation.id(), 1)).status()).isEqualTo(InvitationRun.Status.CANCELLED);
        assertThat(donors).allSatisfy(donor -> {
            assertThat(run.mailsTo(donor, cancellation)).isEqualTo(invited.contains(donor) ? 1 : 0);
            assertThat(run.mailsTo(donor, RunId.change(donation.id(), 1))).isZero();
        });
        assertThat(run.run(cancellation).status()).isEqualTo(InvitationRun.Status.FINISHED);
    }

    @Test
    void what_a_killed_worker_had_begun_is_told_by_the_next_and_a_page_at_most_goes_twice() {
        var donors = run.donors(130);
        donors.subList(0, 20).forEach(donor -> run.replies.put(donor.id(), Reply.State.BOOKED));
        run.announced().work();
        run.relay.clear();
        var change = change(donation, Notify.ALL);
        killAt(7, change);
        clock.advance(A_MOMENT);
        killAt(60, change);
        clock.advance(A_MOMENT);
        run.work(change);

        var mails = mails(change, donors).values();
        assertThat(mails).doesNotContain(0L).allMatch(count -> count <= 2);
        assertThat(mails.stream().filter(count -> count == 2).count()).isLessThanOrEqualTo(2L * LedgerPage.SIZE);
        assertThat(run.run(change).status()).isEqualTo(InvitationRun.Status.FINISHED);
        assertThat(run.run(change).counts()).isEqualTo(new Counts(130, Map.of(), Map.of(), 0));
    }

    @Test
    void who_books_is_told_once_and_who_is_offered_a_seat_as_long_as_it_is() {
        var donors = run.donors(3);
        run.announced().work();
        run.relay.clear();
        var now = clock.instant();
        run.replies.put(donors.get(0).id(), Reply.State.BOOKED);
        run.replies.put(donors.get(1).id(), Reply.State.OFFERED);
        run.replies.put(donors.get(2).id(), Reply.State.BOOKED);

        for (var again = 0; again < 2; again++) {
            run.notices.confirm(donation, donors.get(0).id(), now);
            run.notices.offer(donation, donors.get(1).id(), now);
            run.notices.offer(donation, donors.get(2).id(), now);
            run.work(
                    RunId.single(Kind.CONFIRMATION, donation.id(), donors.get(0).id(), now));
            run.work(RunId.single(Kind.OFFER, donation.id(), donors.get(1).id(), now));
            run.work(RunId.single(Kind.OFFER, donation.id(), donors.get(2).id(), now));
        }

        assertThat(donors.stream().map(run::mailsTo)).containsExactly(1, 1, 0);
        assertThat(run.run(RunId.single(Kind.OFFER, donation.id(), donors.get(2).id(), now))
                        .counts()
                        .skipped())
                .isEqualTo(Map.of("not_offered", 1L));
    }

    /** In units of reads and writes together: what a run costs more for a thousand donors than for five hundred. */
    @Test
    void telling_a_donor_costs_little_more_than_inviting_them() {
        var units = new UnitsUsed();
        try (var counted = new TestTables(database.endpoint(), units)) {
            var few = costs(counted, units, 500);
            var many = costs(counted, units, 1_000);

            var invitation = (many[0] - few[0]) / 500;
            var notice = (many[1] - few[1]) / 500;
            assertThat(notice).as("an invitation costs %s", invitation).isLessThan(invitation + 0.05);
        }
    }

    /** What the invitations to so many donors cost, and the notices of a change. */
    private double[] costs(TestTables counted, UnitsUsed units, int count) {
        var day = clock.instant().plus(Duration.ofDays(7));
        var other = aDonation().in("Leiden " + RandomId.next()).at(day).build();
        try (var costly = new RunUnderTest(counted, clock, other)) {
            costly.donors(count);
            costly.announced();
            units.take();
            costly.work();
            var invitations = units.take();
            costly.change(other, moved(other, 1));
            clock.advance(A_MOMENT);
            costly.work(RunId.change(other.id(), 1));
            return new double[] {invitations, units.take()};
        }
    }

    /**
     * Another node takes over when that message of a run is accepted: as if the worker had been killed, it can write no
     * outcome any more.
     */
    private void killAt(int message, RunId id) {
        var taken = new AtomicReference<Optional<Segment>>(Optional.empty());
        atMessage(
                message,
                () -> taken.set(run.stored.openRuns.workable(id.text()).stream()
                        .filter(segment -> !segment.owner().isEmpty())
                        .findFirst()
                        .flatMap(segment -> run.stored.segments.claim(segment, "next"))));
        run.work(id);
        run.work(Objects.requireNonNull(taken.get()).orElseThrow());
    }

    /** Does something when the relay has been offered so many messages. */
    private void atMessage(int message, Runnable happens) {
        var offered = new AtomicInteger();
        run.relay.temper((step, recipient) -> {
            if (step == CountingRelay.Step.END && offered.incrementAndGet() == message) {
                happens.run();
            }
            return Optional.empty();
        });
    }

    private RunId change(Donation before, Notify told) {
        var after = moved(before, 1, told);
        run.change(before, after);
        clock.advance(A_MOMENT);
        return RunId.change(donation.id(), after.version().sequence());
    }

    private static Donation moved(Donation before, int hours) {
        return moved(before, hours, Notify.ALL);
    }

    private static Donation moved(Donation before, int hours, Notify told) {
        return ChangedDonations.moved(before, before.startsAt().plus(Duration.ofHours(hours)), "Lindeplein 8", told);
    }

    private Map<Integer, Long> mails(RunId id, List<Donor> donors) {
        return IntStream.range(0, donors.size())
                .boxed()
                .collect(Collectors.toMap(number -> number, number -> run.mailsTo(donors.get(number), id)));
    }

    private List<String> arrivals(Collection<Donor> donors) {
        return donors.stream()
                .map(donor -> donor.email().value())
                .filter(run.relay.receivedAt()::containsKey)
                .toList();
    }

    private static String last(List<Donor> donors) {
        return donors.stream().map(Donor::id).max(String::compareTo).orElseThrow();
    }

    private static Map<String, Outcome> sent(List<Donor> donors) {
        var outcomes = new HashMap<String, Outcome>();
        new ArrayList<>(donors).forEach(donor -> outcomes.put(donor.id(), new Outcome.Sent()));
        return outcomes;
    }
}
