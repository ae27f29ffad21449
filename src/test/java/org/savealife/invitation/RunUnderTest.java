package org.savealife.invitation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.savealife.donation.Donation;
import org.savealife.donation.DonationRepository;
import org.savealife.donation.StoredDonations;
import org.savealife.donor.Donor;
import org.savealife.donor.DonorRepository;
import org.savealife.donor.ReturnPaths;
import org.savealife.donor.StoredDonors;
import org.savealife.donor.TestUnsubscribing;
import org.savealife.fixture.CountingRelay;
import org.savealife.mail.TestTransport;
import org.savealife.platform.Cursor;
import org.savealife.platform.Item;
import org.savealife.platform.Organisation;
import org.savealife.platform.RandomId;
import org.savealife.platform.TestTables;
import org.savealife.stream.StreamRecord;

/**
 * The run of one donation, with all its parts but the container: the tables, a relay, the work that {@link RunWorker} has
 * done, and the watch for donors who come late, which is shown the changes that are made here. Nothing happens by itself.
 */
final class RunUnderTest implements AutoCloseable {

    private static final FailureLimit NEVER = new FailureLimit(0, 1);

    final CountingRelay relay = CountingRelay.start(1);
    final RunRepository runs = new RunRepository();
    final LateDonorRepository late = new LateDonorRepository();
    final LateDonorWatch watch = new LateDonorWatch();
    final LedgerRepository ledger = new LedgerRepository();
    final DonorRepository donors;
    final DonationRepository donations;
    final Donation donation;

    private final TestTables tables;
    private final TestTransport transport = new TestTransport(relay.port(0));
    private final List<Outcome> counted = new ArrayList<>();
    private final SegmentWork.Node node;
    private Optional<ActiveRun> active = Optional.empty();
    private int looks;

    RunUnderTest(TestTables tables, Clock clock, Donation donation) {
        this.tables = tables;
        this.donation = donation;
        donors = StoredDonors.repository(tables);
        donations = StoredDonations.repository(tables, clock);
        runs.dynamoDb = tables.client();
        runs.tables = tables.tables();
        runs.transactions = tables.transactions();
        runs.clock = clock;
        runs.zone = ZoneOffset.UTC;
        late.dynamoDb = tables.client();
        late.tables = tables.tables();
        late.transactions = tables.transactions();
        late.runs = runs;
        late.donors = donors;
        late.clock = clock;
        ledger.dynamoDb = tables.client();
        ledger.tables = tables.tables();
        var recent = new RecentDonors();
        var worker = new RunWorker();
        worker.role = TestTables.role("web");
        watch.runs = runs;
        watch.late = late;
        watch.recent = recent;
        watch.calendar = StoredDonations.calendar(tables, clock);
        watch.clock = clock;
        watch.worker = worker;
        var mailer = new Mailer();
        mailer.transport = transport.transport();
        mailer.unsubscribing = new TestUnsubscribing();
        mailer.returnPaths = new ReturnPaths();
        mailer.zone = ZoneOffset.UTC;
        mailer.organisation = Organisation.UNNAMED;
        mailer.clock = clock;
        mailer.from = "Savealife <savealife@localhost>";
        mailer.usualLanguage = "en";
        mailer.readSettings();
        node = new SegmentWork.Node(
                runs,
                donations,
                donors,
                StoredDonors.counts(tables),
                late,
                recent,
                mailer,
                clock,
                new SendTurn(),
                () -> 1,
                new CountDownLatch(1),
                counted::add);
    }

    /** Stores the donation and opens its run. */
    RunUnderTest announced() {
        donations.add(donation);
        runs.open(donation);
        return this;
    }

    /** Stores donors whom the run finds. */
    List<Donor> donors(int count) {
        return StoredDonors.add(tables.client(), "savealife", donation.city().name(), count);
    }

    /** A donor signs up, and the stream tells of it. */
    void signUp(Donor donor) {
        change(donor, () -> donors.add(donor));
    }

    /** The stream tells of what is done to the donor. */
    void change(Donor donor, Runnable change) {
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

    /** Works what may be worked, until nothing is left that may. */
    void work() {
        for (var open = claimable(); !open.isEmpty(); open = claimable()) {
            open.forEach(segment -> runs.claim(segment, "node").ifPresent(this::work));
        }
    }

    void work(Segment claimed) {
        var run = new ActiveRun(donation.id(), runs, donations, NEVER);
        active = Optional.of(run);
        new SegmentWork(claimed, 1, run, node).run();
    }

    /** Staff pause the run while it is worked, and who works it notices at once. */
    void pauseAmidWork() {
        runs.pause(donation.id(), RunControl.PAUSED_BY_STAFF);
        active.ifPresent(ActiveRun::refresh);
    }

    /** What the ledger says of all donors, each once. */
    Counts ledger() {
        var all = ledger.find(donation.id(), new LedgerRepository.Wanted("", ""), Cursor.NONE, Integer.MAX_VALUE);
        return Counts.of(
                all.entries().stream().map(LedgerRepository.Entry::outcome).toList());
    }

    private List<Segment> claimable() {
        return openSegments().stream()
                .filter(segment -> segment.owner().isEmpty()
                        && segment.leaseUntil() <= node.clock().millis())
                .toList();
    }

    List<Segment> openSegments() {
        return runs.workable(donation.id());
    }

    InvitationRun run() {
        return runs.find(donation.id()).orElseThrow();
    }

    Optional<Outcome> outcome(Donor donor) {
        return runs.findPage(donation.id(), donor.id()).flatMap(page -> page.outcome(donor.id()));
    }

    /** How many messages the relay has taken for the donor. */
    int mailsTo(Donor donor) {
        return relay.received().getOrDefault(donor.email().value(), List.of()).size();
    }

    /** As many for each of them. */
    Map<Integer, Long> mailsTo(List<Donor> several) {
        return several.stream().collect(Collectors.groupingBy(this::mailsTo, Collectors.counting()));
    }

    /** Once more the index has had the time that it may take. */
    void lookAgain() {
        looks++;
        watch.lookAgain(System.nanoTime()
                + RecentDonors.INDEX_LATE
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
