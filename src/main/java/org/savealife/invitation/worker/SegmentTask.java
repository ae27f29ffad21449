package org.savealife.invitation.worker;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.savealife.donation.Donation;
import org.savealife.donation.DonationRepository;
import org.savealife.donor.City;
import org.savealife.donor.Donor;
import org.savealife.donor.store.DonorCountRepository;
import org.savealife.donor.store.DonorRepository;
import org.savealife.invitation.Counts;
import org.savealife.invitation.KeyRangeSplit;
import org.savealife.invitation.LateDonorPageRepository;
import org.savealife.invitation.LateDonorRepository;
import org.savealife.invitation.LeaseLostException;
import org.savealife.invitation.LedgerPage;
import org.savealife.invitation.LedgerRepository;
import org.savealife.invitation.Outcome;
import org.savealife.invitation.Segment;
import org.savealife.invitation.SegmentCountRepository;
import org.savealife.invitation.SegmentRepository;
import org.savealife.invitation.mail.Mailer;
import org.savealife.platform.logging.LogContext;
import org.savealife.platform.retry.DatabaseUnavailable;

/**
 * Works one segment under one claim, from its cursor to the end of a pass: claim a page, have it {@link LedgerPageSender sent},
 * its outcomes written, claim the next. The first pass walks the donors, and begins the run where nobody has; later ones
 * walk the ledger for those whom the relay put off, or who are to be retried. The segment of donors who came late walks their
 * queue instead of the city ({@link LateDonorRepository}).
 *
 * <p>After a crash the next owner finds the last page not done, and writes to those of its donors who have no outcome: at
 * most that page goes out twice, with the same Message-IDs. What ends the work early leaves the segment open; the next
 * owner, often the same node, goes on from there.
 *
 * <p>Nothing is sent unless the segment is surely ours: the {@link Heartbeat heart} of this node has beaten without a break
 * since it was claimed. While the database is away it cannot beat, so the work waits; after a break the claim is confirmed
 * first.
 */
final class SegmentTask implements Runnable {

    /**
     * What all works of a node share.
     *
     * @param heart the number of the stretch through which the node's heart has beaten without a break; 0 while it is silent
     * @param counter is told of each outcome once it is in the ledger
     */
    record Node(
            SegmentRepository segments,
            SegmentCountRepository segmentCounts,
            LedgerRepository ledger,
            DonationRepository donations,
            DonorRepository donors,
            DonorCountRepository donorCounts,
            LateDonorRepository late,
            LateDonorPageRepository latePages,
            RecentArrivals recent,
            Mailer mailer,
            Clock clock,
            SendLock turn,
            IntSupplier heart,
            CountDownLatch stopping,
            Consumer<Outcome> counter) {}

    private static final System.Logger LOG = System.getLogger(SegmentTask.class.getName());

    private static final Duration POLL_INTERVAL = Duration.ofMillis(200);

    /** What failed for a reason of its own is left alone for so long. */
    private static final Duration AFTER_FAILURE = SegmentRepository.LEASE;

    private static final int LEDGER_STEP = 20;

    /** How far the counts may lag behind of those who do not look at each segment. */
    private static final Duration MAX_COUNT_LAG = Duration.ofSeconds(10);

    private static final Duration INITIAL_DELAY = Duration.ofSeconds(5);
    private static final Duration MAX_DELAY = Duration.ofHours(1);

    /** With those pauses, more than five hours of trying. */
    private static final int LAST_PASS = 14;

    private final Node node;
    private final SegmentRepository segments;
    private final SegmentCountRepository segmentCounts;
    private final LedgerRepository ledger;
    private final ActiveRun run;
    private final CountDownLatch ended = new CountDownLatch(1);

    private final long begunAt = System.nanoTime();

    /** Moves with the cursor; read by the threads that look for work. */
    private volatile Segment segment;

    /** What the page at the cursor added, which enters the segment's counts with the next claim. */
    private Counts added = Counts.NONE;

    private long settledAt = System.nanoTime();

    /** Through which the claim holds. */
    private volatile int stretch;

    private volatile boolean givingWay;

    /** @param stretch of the node's heart, not 0, as it was before the segment was claimed */
    SegmentTask(Segment claimed, int stretch, ActiveRun run, Node node) {
        this.segment = claimed;
        this.stretch = stretch;
        this.run = run;
        this.node = node;
        this.segments = node.segments();
        this.segmentCounts = node.segmentCounts();
        this.ledger = node.ledger();
    }

    @Override
    public void run() {
        LogContext.RUN.set(segment.donationId());
        try {
            work();
        } catch (LeaseLostException taken) {
            LOG.log(System.Logger.Level.WARNING, taken.getMessage());
        } catch (TaskCancelledException stopped) {
            giveBack(Duration.ZERO);
        } catch (RuntimeException | Error failed) {
            report(failed);
            afterFailure(failed);
        } finally {
            ended.countDown();
            LogContext.RUN.clear();
        }
    }

    ActiveRun activeRun() {
        return run;
    }

    Segment segment() {
        return segment;
    }

    String donationId() {
        return segment.donationId();
    }

    /** {@link System#nanoTime()} when it was claimed. */
    long begunAt() {
        return begunAt;
    }

    /** Has the segment given back soon, in the middle of a page if need be, since other runs wait. */
    void giveWay() {
        givingWay = true;
    }

    boolean isGivingWay() {
        return givingWay;
    }

    /** @return whether it has ended */
    boolean awaitEnd(long time, TimeUnit unit) throws InterruptedException {
        var inTime = ended.await(time, unit);
        if (!inTime) {
            LOG.log(System.Logger.Level.WARNING, "Run {0} did not stop in time", segment.donationId());
        }
        return inTime;
    }

    private void work() {
        run.refresh();
        checkShouldContinue();
        var donation = node.donations().find(segment.donationId()).orElseThrow(TaskCancelledException::new);
        var sender = new LedgerPageSender(donation, this, node);
        if (segment.isLate()) {
            workLate(donation, sender);
        } else if (segment.pass().isFirst()) {
            walkDonors(donation, sender);
            endPass();
        } else {
            finishLastPage(donation, sender);
            walkLedger(donation, sender);
            endPass();
        }
        node.late().openIfAnyMayGo(donation.id());
    }

    /** Those put off are left alone until it is their time, also where the segment was opened before for others. */
    private void workLate(Donation donation, LedgerPageSender sender) {
        var wait = segment.pass().isFirst() ? Duration.ZERO : node.latePages().untilDue(segment);
        var early = wait.compareTo(Duration.ZERO) > 0;
        finishLastPage(donation, sender);
        if (!segment.pass().isFirst() && !early) {
            walkLedger(donation, sender);
        }
        walkQueue(donation, sender);
        if (early) {
            openNextPass(segment.inPassBefore(), wait);
        } else {
            endPass();
        }
    }

    private void walkQueue(Donation donation, LedgerPageSender sender) {
        var round = node.latePages().newRound(donation.id());
        var after = round;
        var step = node.latePages().next(donation, "");
        while (!step.isEmpty()) {
            var page = LedgerPage.opened(after, round + step.last());
            claim(page);
            added = sendLate(page, step, sender).added();
            after = page.last();
            checkShouldContinue();
            step = node.latePages().next(donation, step.last());
        }
    }

    private LedgerPage sendLate(LedgerPage page, LateDonorPageRepository.Step step, LedgerPageSender sender) {
        var settled = new HashMap<>(step.settled());
        settled.keySet().removeAll(page.outcomes().keySet());
        var walk = new DonorRepository.Walk(step.donors(), List.of(), page.last(), true, step.readAt());
        var sent = sender.send(
                page.countedWith(step.superseded())
                        .with(settled, false, node.clock().instant()),
                walk,
                true);
        node.latePages().settle(segment.donationId(), sent, step);
        return sent;
    }

    private void walkDonors(Donation donation, LedgerPageSender sender) {
        finishLastPage(donation, sender);
        var pages = new DonorRangeReader(node.donors(), donation.city(), segment.next(), segment.to());
        if (segment.isWholeCity()) {
            begin(pages, donation.city());
        }
        DonorRepository.Walk donors;
        do {
            donors = pages.next();
            node.recent().forget(donors.donors().stream().map(Donor::id).toList());
            if (!donors.last().isEmpty()) {
                var page = LedgerPage.opened(segment.next(), donors.last());
                claim(page);
                added = sender.send(page, donors, true).added();
            }
        } while (!donors.end());
    }

    private void begin(DonorRangeReader pages, City city) {
        var looked = pages.step();
        var count = looked.donors().size() + looked.unreadable().size();
        var split = looked.end()
                ? KeyRangeSplit.none(count)
                : KeyRangeSplit.estimated(count, looked.last())
                        .counted(node.donorCounts().in(city).donors());
        segment = segments.begin(segment, split, node.mailer().quota());
        pages.endAt(segment.to());
        LOG.log(
                System.Logger.Level.INFO,
                "Run {0} begins: some {1} donors, segments: {2}",
                segment.donationId(),
                split.expected(),
                split.boundaries().size() + 1);
    }

    private void walkLedger(Donation donation, LedgerPageSender sender) {
        List<LedgerPage> pages;
        var after = segment.next();
        do {
            checkShouldContinue();
            if (segment.pass().failures() && donation.isPast(node.clock().instant())) {
                return; // they would be skipped, and why they failed forgotten
            }
            // a blank sorts before every character of an id
            pages = ledger.pages(segment.donationId(), after + " ", segment.to(), LEDGER_STEP);
            for (var page : pages) {
                after = page.last();
                if (page.outcomes().values().stream().anyMatch(segment.pass()::takesUp)) {
                    tryAgain(page, sender);
                }
            }
        } while (pages.size() == LEDGER_STEP);
    }

    private void tryAgain(LedgerPage page, LedgerPageSender sender) {
        var readAt = System.nanoTime();
        var found = new ArrayList<Donor>();
        var gone = new HashMap<String, Outcome>();
        page.outcomes().forEach((donorId, outcome) -> {
            if (segment.pass().takesUp(outcome)) {
                node.donors()
                        .find(donorId)
                        .ifPresentOrElse(
                                found::add, () -> gone.put(donorId, new Outcome.Skipped(Outcome.Skipped.DONOR_GONE)));
            }
        });
        var reopened = page.reopened(segment.pass()::takesUp)
                .with(gone, false, node.clock().instant());
        claim(reopened);
        added = sender.send(reopened, new DonorRepository.Walk(found, List.of(), page.last(), true, readAt), true)
                .added();
    }

    private void claim(LedgerPage page) {
        checkShouldContinue();
        segment = ledger.claimPage(segment, page, added);
        added = Counts.NONE;
        if (System.nanoTime() - settledAt > MAX_COUNT_LAG.toNanos()) {
            segmentCounts.settle(segment);
            settledAt = System.nanoTime();
        }
    }

    /** What is left of the page at the cursor; what it added is not in the segment's counts yet. */
    private void finishLastPage(Donation donation, LedgerPageSender sender) {
        var found = ledger.lastPage(segment);
        if (found.isEmpty()) {
            return;
        }
        var page = found.get();
        if (!page.done()) {
            LOG.log(System.Logger.Level.INFO, "Run {0} goes on with a page that was left undone", donation.id());
            page = ledger.reclaimPage(segment, page);
        }
        if (!page.done()) {
            page = segment.isLate() ? finishLate(page, donation, sender) : finish(page, donation, sender);
        } else if (segment.isLate()) {
            node.latePages().settle(donation.id(), page);
        }
        added = page.added();
    }

    /** More donors may lie in the range by now than fit on a page. */
    private LedgerPage finish(LedgerPage undone, Donation donation, LedgerPageSender sender) {
        var page = undone;
        var after = page.after();
        DonorRepository.Walk walk;
        do {
            checkShouldContinue();
            walk = node.donors().walk(donation.city(), after, page.last(), LedgerPage.SIZE);
            page = sender.send(page, walk, walk.end());
            after = walk.last();
        } while (!walk.end());
        return page;
    }

    private LedgerPage finishLate(LedgerPage undone, Donation donation, LedgerPageSender sender) {
        return node.latePages()
                .left(donation, undone)
                .map(step -> sendLate(
                        new LedgerPage(
                                undone.after(), undone.last(), undone.outcomes(), false, Counts.NONE, undone.times()),
                        step,
                        sender))
                .orElseGet(() -> sendLate(undone, node.latePages().leftAgain(donation, undone), sender));
    }

    private void endPass() {
        if (segmentCounts.counts(segment).plus(added).deferred() > 0) {
            var pause = INITIAL_DELAY.multipliedBy(1L << Math.min(segment.pass().number(), LAST_PASS));
            openNextPass(segment, pause.compareTo(MAX_DELAY) < 0 ? pause : MAX_DELAY);
            return;
        }
        segmentCounts.end(segment, added);
        LOG.log(System.Logger.Level.INFO, "Run {0} finished its segment", segment.donationId());
    }

    private void openNextPass(Segment ending, Duration wait) {
        if (!segments.openNextPass(ending, added, wait)) {
            run.refresh();
            throw new TaskCancelledException();
        }
    }

    /** Whether a message that the relay puts off now will not be offered again. */
    boolean isLastPass() {
        return segment.pass().number() >= LAST_PASS;
    }

    /** Whether the next message may go out, by who has the turn to send: asked before each. */
    boolean shouldContinue() {
        return !mustStop() && isSurelyOurs() && !node.turn().isOver();
    }

    private boolean isSurelyOurs() {
        return node.heart().getAsInt() == stretch;
    }

    private boolean mustStop() {
        return givingWay || node.stopping().getCount() == 0 || !run.isGoing();
    }

    /**
     * Waits until the segment is surely ours.
     *
     * @throws TaskCancelledException if the work must stop
     * @throws LeaseLostException if it is another's
     */
    void checkShouldContinue() {
        while (mustStop() || !isSurelyOurs()) {
            var beating = node.heart().getAsInt();
            if (beating == 0 || mustStop()) {
                pause(POLL_INTERVAL);
            } else {
                segments.renew(segment);
                stretch = beating;
            }
        }
    }

    /** @throws TaskCancelledException if the work must stop, now or meanwhile */
    void pause(Duration wait) {
        pause(wait, this::mustStop);
    }

    /** The same where something is still to be written, which a run that is paused does not keep from being written. */
    void pauseToSave(Duration wait) {
        pause(wait, () -> node.stopping().getCount() == 0);
    }

    private void pause(Duration wait, BooleanSupplier stop) {
        var end = System.nanoTime() + wait.toNanos();
        for (var left = wait.toNanos(); left > 0; left = end - System.nanoTime()) {
            if (stop.getAsBoolean()) {
                throw new TaskCancelledException();
            }
            awaitStop(Math.min(POLL_INTERVAL.toNanos(), left));
        }
        if (stop.getAsBoolean()) {
            throw new TaskCancelledException();
        }
    }

    private void awaitStop(long nanos) {
        try {
            var unused = node.stopping().await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new TaskCancelledException();
        }
    }

    /**
     * Writes also where this thread is interrupted, which stops a call to the database: the server interrupts its executors
     * when it ends, and what has been sent must be written down all the same.
     */
    static void uninterrupted(Runnable write) {
        var interrupted = Thread.interrupted();
        try {
            write.run();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * What does not pass by itself pauses the run. Where even that cannot be written the segment stays this node's, and nobody
     * works it: messages would go out again and again.
     */
    private void afterFailure(Throwable failed) {
        if (DatabaseUnavailable.isCauseOf(failed)) {
            giveBack(Duration.ZERO);
        } else if (node.stopping().getCount() == 0 || run.pause(failed)) {
            giveBack(AFTER_FAILURE);
        }
    }

    private void giveBack(Duration wait) {
        try {
            uninterrupted(() -> {
                if (segment.isLate()) {
                    node.latePages().close(segment);
                }
                if (run.isGoing()) {
                    segments.release(segment, wait);
                } else {
                    segmentCounts.pauseSegment(segment);
                }
            });
        } catch (LeaseLostException taken) {
            // then there is nothing to give back
        } catch (RuntimeException failed) {
            // this node finds among its own what nobody works
            report(failed);
        }
    }

    void report(Throwable failure) {
        if (DatabaseUnavailable.isCauseOf(failure)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Run {0} waits for the database: {1}",
                    segment.donationId(),
                    failure.getMessage());
        } else {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "Run " + segment.donationId() + " failed, and will be tried again",
                    failure);
        }
    }
}
