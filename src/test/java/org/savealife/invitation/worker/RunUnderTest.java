package org.savealife.invitation.worker;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.savealife.donation.ChangedDonations;
import org.savealife.donation.Donation;
import org.savealife.donation.DonationRepository;
import org.savealife.donation.StoredDonations;
import org.savealife.donor.Donor;
import org.savealife.donor.store.DonorRepository;
import org.savealife.donor.store.StoredDonors;
import org.savealife.fixture.CountingRelay;
import org.savealife.invitation.Counts;
import org.savealife.invitation.InvitationRun;
import org.savealife.invitation.LateDonorRepository;
import org.savealife.invitation.LedgerRepository;
import org.savealife.invitation.Outcome;
import org.savealife.invitation.Segment;
import org.savealife.invitation.StoredRuns;
import org.savealife.invitation.audience.TestReplies;
import org.savealife.invitation.mail.Mailer;
import org.savealife.invitation.mail.TestMailer;
import org.savealife.invitation.notice.Notices;
import org.savealife.invitation.opening.LateDonorListener;
import org.savealife.invitation.run.RunId;
import org.savealife.invitation.web.RunActions;
import org.savealife.mail.smtp.TestTransport;
import org.savealife.platform.RandomId;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.TestTables;
import org.savealife.platform.paging.Cursor;
import org.savealife.stream.StreamRecord;

/**
 * The run of one donation with everything but the container: the tables, a relay, the tasks that {@link RunWorker}
 * starts, and the listener for late donors, which gets the changes made here. Nothing happens by itself.
 */
public final class RunUnderTest implements AutoCloseable {

    private static final FailureLimit NEVER = new FailureLimit(0, 1);

    public final CountingRelay relay = CountingRelay.start(1);
    public final StoredRuns stored;
    public final LateDonorRepository late;
    public final LateDonorListener watch;
    public final LedgerRepository ledger;
    public final DonorRepository donors;
    public final DonationRepository donations;
    public final Donation donation;
    public final TestReplies replies = new TestReplies();
    public final Notices notices;

    private final Mailer mailer;
    private final TestTables tables;
    private final TestTransport transport = new TestTransport(relay.port(0));
    private final List<Outcome> counted = new ArrayList<>();
    private final WorkerNode node;
    private Optional<ActiveRun> active = Optional.empty();
    private int looks;

    public RunUnderTest(TestTables tables, Clock clock, Donation donation) {
        this.tables = tables;
        this.donation = donation;
        donors = StoredDonors.repository(tables);
        donations = StoredDonations.repository(tables, clock);
        stored = new StoredRuns(tables, clock);
        late = stored.late;
        ledger = stored.ledger;
        var recent = new RecentArrivals();
        watch = new LateDonorListener(
                TestTables.role("web"),
                tables.tables(),
                StoredDonations.calendar(tables, clock),
                stored.runStatus,
                late,
                recent,
                IdleWorker.of(tables, clock),
                clock);
        mailer = TestMailer.of(transport.transport(), clock, ZoneOffset.UTC);
        node = WorkerNodes.beating(
                stored, donations, donors, StoredDonors.counts(tables), replies, recent, mailer, clock, counted::add);
        notices = new Notices(stored.runs, stored.runStatus, ledger, replies, IdleWorker.of(tables, clock), clock);
    }

    /** Stores the donation and opens its run. */
    public RunUnderTest announced() {
        donations.add(donation);
        stored.runs.open(donation);
        return this;
    }

    /** Stores donors whom the run finds. */
    public List<Donor> donors(int count) {
        return StoredDonors.add(tables.client(), "savealife", donation.city().name(), count);
    }

    /** A donor signs up, and the stream delivers it. */
    public void signUp(Donor donor) {
        change(donor, () -> donors.add(donor));
    }

    /** Makes a change to the donor, and has the stream deliver it. */
    public void change(Donor donor, Runnable change) {
        var before = StoredDonors.item(tables, donor.id());
        change.run();
        watch.see(records(before, StoredDonors.item(tables, donor.id())));
    }

    private static List<StreamRecord> records(Optional<Item> before, Optional<Item> after) {
        if (before.isPresent()
                && after.isPresent()
                && before.get().key().equals(after.get().key())) {
            return List.of(StreamRecord.modified(RandomId.next(), before.get(), after.get(), Instant.EPOCH));
        }
        var records = new ArrayList<StreamRecord>();
        before.ifPresent(item -> records.add(StreamRecord.removed(RandomId.next(), item, Instant.EPOCH)));
        after.ifPresent(item -> records.add(StreamRecord.inserted(RandomId.next(), item, Instant.EPOCH)));
        return records;
    }

    /** Works all segments that may be claimed, until none is left. */
    public void work() {
        for (var open = claimable(); !open.isEmpty(); open = claimable()) {
            open.forEach(segment -> stored.segments.claim(segment, "node").ifPresent(this::work));
        }
    }

    /** Works all segments of another run that may be claimed, until none is left. */
    public void work(RunId id) {
        for (var open = claimable(id); !open.isEmpty(); open = claimable(id)) {
            open.forEach(segment -> stored.segments.claim(segment, "node").ifPresent(this::work));
        }
    }

    /** Staff change the donation, and the stream brings it. */
    public void change(Donation before, Donation after) {
        ChangedDonations.store(tables, after);
        notices.open(Optional.of(before), after);
    }

    public void work(Segment claimed) {
        var run = new ActiveRun(claimed.runId(), stored.runStatus, donations, node.fullRuns, NEVER);
        active = Optional.of(run);
        new SegmentTask(new SegmentLease(claimed, 1, run, node), node).run();
    }

    /** Pauses the run while it is worked, and has the task notice at once. */
    public void pauseAmidWork() {
        stored.runStatus.pause(donation.id(), RunActions.PAUSED_BY_STAFF);
        active.ifPresent(ActiveRun::refresh);
    }

    /** The outcomes of all donors in the ledger, each once. */
    public Counts ledger() {
        var all = ledger.find(donation.id(), new LedgerRepository.Wanted("", ""), Cursor.NONE, Integer.MAX_VALUE);
        return Counts.of(
                all.entries().stream().map(LedgerRepository.Entry::outcome).toList());
    }

    /** How many messages of that run the relay has accepted for the donor. */
    public long mailsTo(Donor donor, RunId id) {
        var messageId = mailer.messageId(id.text(), donor.id());
        return relay.received().getOrDefault(donor.email().value(), List.of()).stream()
                .filter(known -> known.contains(messageId))
                .count();
    }

    public InvitationRun run(RunId id) {
        return stored.runs.find(id.text()).orElseThrow();
    }

    private List<Segment> claimable() {
        return claimable(RunId.invitations(donation.id()));
    }

    private List<Segment> claimable(RunId id) {
        return stored.openRuns.workable(id.text()).stream()
                .filter(segment -> segment.owner().isEmpty() && segment.leaseUntil() <= node.clock.millis())
                .toList();
    }

    public List<Segment> openSegments() {
        return stored.openRuns.workable(donation.id());
    }

    public InvitationRun run() {
        return stored.runs.find(donation.id()).orElseThrow();
    }

    public Optional<Outcome> outcome(Donor donor) {
        return stored.ledger.findPage(donation.id(), donor.id()).flatMap(page -> page.outcome(donor.id()));
    }

    /** How many messages the relay has accepted for the donor. */
    public int mailsTo(Donor donor) {
        return relay.received().getOrDefault(donor.email().value(), List.of()).size();
    }

    /** How many of the donors got no message, one message, and so on. */
    public Map<Integer, Long> mailsTo(List<Donor> several) {
        return several.stream().collect(Collectors.groupingBy(this::mailsTo, Collectors.counting()));
    }

    /** Lets the time pass that the index may take, once more. */
    public void lookAgain() {
        looks++;
        watch.lookAgain(System.nanoTime()
                + RecentArrivals.MAX_INDEX_LAG
                        .plus(Duration.ofSeconds(1))
                        .multipliedBy(looks)
                        .toNanos());
    }

    @Override
    public void close() {
        transport.close();
        relay.close();
    }
}
