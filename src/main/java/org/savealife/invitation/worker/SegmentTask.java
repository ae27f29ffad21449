package org.savealife.invitation.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.savealife.donation.Donation;
import org.savealife.donor.Donor;
import org.savealife.donor.store.DonorRepository;
import org.savealife.invitation.Counts;
import org.savealife.invitation.LateDonorPageRepository;
import org.savealife.invitation.LateDonorRepository;
import org.savealife.invitation.LeaseLostException;
import org.savealife.invitation.LedgerPage;
import org.savealife.invitation.Outcome;
import org.savealife.invitation.Segment;
import org.savealife.invitation.SegmentRepository;
import org.savealife.invitation.audience.Audience;
import org.savealife.invitation.audience.AudienceReader;
import org.savealife.invitation.run.KeyRangeSplit;
import org.savealife.platform.logging.LogContext;
import org.savealife.platform.retry.DatabaseUnavailable;

/**
 * Works one segment under one claim, from its cursor to the end of a pass: claims a page, has it {@link
 * LedgerPageSender sent} and its outcomes written, claims the next page. The first pass walks the audience,
 * and begins the run if it is new. Later passes walk the ledger for deferred donors, and for donors who are to be
 * retried. The segment of late donors walks their queue instead of the city ({@link LateDonorRepository}).
 *
 * <p>After a crash the next owner finds the unfinished last page, and sends to those of its donors who have no
 * outcome. So at most this page goes out twice, with the same Message-IDs. A task that ends early leaves the
 * segment open, and its next owner, often the same node, continues there.
 */
final class SegmentTask implements Runnable {

    private static final System.Logger LOG = System.getLogger(SegmentTask.class.getName());

    /** How long a segment is left alone after a failure. */
    private static final Duration AFTER_FAILURE = SegmentRepository.LEASE;

    /** How long a segment is left alone whose audience cannot be walked yet. */
    private static final Duration UNTIL_READY = Duration.ofSeconds(1);

    private static final int LEDGER_STEP = 20;

    /** How far counts may lag behind for readers who read no segments. */
    private static final Duration MAX_COUNT_LAG = Duration.ofSeconds(10);

    private final SegmentLease lease;
    private final WorkerNode node;
    private final CountDownLatch ended = new CountDownLatch(1);

    private final long begunAt = System.nanoTime();

    /** What the page at the cursor added; it enters the segment's counts with the next claim. */
    private Counts added = Counts.NONE;

    private long settledAt = System.nanoTime();

    /** @param lease of a segment that was just claimed */
    SegmentTask(SegmentLease lease, WorkerNode node) {
        this.lease = lease;
        this.node = node;
    }

    @Override
    public void run() {
        LogContext.RUN.set(lease.segment().runId());
        try {
            work();
        } catch (LeaseLostException taken) {
            LOG.log(System.Logger.Level.WARNING, taken.getMessage());
        } catch (SegmentLease.TaskCancelledException stopped) {
            lease.giveBack(Duration.ZERO);
        } catch (RuntimeException | Error failed) {
            lease.report(failed);
            afterFailure(failed);
        } finally {
            ended.countDown();
            LogContext.RUN.clear();
        }
    }

    SegmentLease lease() {
        return lease;
    }

    Segment segment() {
        return lease.segment();
    }

    String runId() {
        return lease.segment().runId();
    }

    /** {@link System#nanoTime()} when the segment was claimed. */
    long begunAt() {
        return begunAt;
    }

    /** @return whether the task has ended */
    boolean awaitEnd(long time, TimeUnit unit) throws InterruptedException {
        var inTime = ended.await(time, unit);
        if (!inTime) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Run {0} did not stop in time",
                    lease.segment().runId());
        }
        return inTime;
    }

    private void work() {
        lease.run().refresh();
        lease.checkShouldContinue();
        var donation = lease.run().donation().orElseThrow(SegmentLease.TaskCancelledException::new);
        var audience = node.audiences.of(lease.segment(), donation);
        if (!audience.isReady()) {
            lease.giveBack(UNTIL_READY);
            return;
        }
        var sender = new LedgerPageSender(donation, audience, lease, node);
        if (lease.segment().isLate()) {
            workLate(donation, audience, sender);
        } else if (lease.segment().pass().isFirst()) {
            walkAudience(donation, audience, sender);
            endPass();
        } else {
            finishLastPage(donation, audience, sender);
            walkLedger(donation, sender);
            endPass();
        }
        if (lease.run().isOfInvitations()) {
            node.late.openIfAnyMayGo(donation.id());
        }
    }

    /** Deferred donors are left alone until they are due, even if the segment was opened earlier for others. */
    private void workLate(Donation donation, Audience audience, LedgerPageSender sender) {
        var wait = lease.segment().pass().isFirst() ? Duration.ZERO : node.latePages.untilDue(lease.segment());
        var early = wait.compareTo(Duration.ZERO) > 0;
        finishLastPage(donation, audience, sender);
        if (!lease.segment().pass().isFirst() && !early) {
            walkLedger(donation, sender);
        }
        walkQueue(donation, sender);
        if (early) {
            openNextPass(lease.segment().inPassBefore(), wait);
        } else {
            endPass();
        }
    }

    private void walkQueue(Donation donation, LedgerPageSender sender) {
        var round = node.latePages.newRound(donation.id());
        var after = round;
        var step = node.latePages.next(donation, "");
        while (!step.isEmpty()) {
            var page = LedgerPage.opened(after, round + step.last(), lease.run().sequence());
            claim(page);
            added = sendLate(page, step, sender).added();
            after = page.last();
            lease.checkShouldContinue();
            step = node.latePages.next(donation, step.last());
        }
    }

    private LedgerPage sendLate(LedgerPage page, LateDonorPageRepository.Step step, LedgerPageSender sender) {
        var settled = new HashMap<>(step.settled());
        settled.keySet().removeAll(page.outcomes().keySet());
        var walk = new DonorRepository.Walk(step.donors(), List.of(), page.last(), true, step.readAt());
        var sent =
                sender.send(page.countedWith(step.superseded()).with(settled, false, node.clock.instant()), walk, true);
        node.latePages.settle(lease.segment().runId(), sent, step);
        return sent;
    }

    private void walkAudience(Donation donation, Audience audience, LedgerPageSender sender) {
        finishLastPage(donation, audience, sender);
        var pages = new AudienceReader(
                audience, lease.segment().next(), lease.segment().to());
        if (lease.segment().isWhole()) {
            begin(pages, audience);
        }
        DonorRepository.Walk donors;
        do {
            donors = pages.next();
            if (lease.run().isOfInvitations()) {
                node.recent.forget(donors.donors().stream().map(Donor::id).toList());
            }
            if (!donors.last().isEmpty()) {
                var page = LedgerPage.opened(
                        lease.segment().next(), donors.last(), lease.run().sequence());
                claim(page);
                added = sender.send(page, donors, true).added();
            }
        } while (!donors.end());
    }

    private void begin(AudienceReader pages, Audience audience) {
        var looked = pages.step();
        var count = looked.donors().size() + looked.unreadable().size();
        var split = looked.end()
                ? KeyRangeSplit.none(count)
                : KeyRangeSplit.estimated(count, looked.last()).counted(audience.size());
        lease.moveTo(node.segments.begin(lease.segment(), split, node.mailer.quota()));
        pages.endAt(lease.segment().to());
        LOG.log(
                System.Logger.Level.INFO,
                "Run {0} begins: about {1} donors, segments: {2}",
                lease.segment().runId(),
                split.expected(),
                split.boundaries().size() + 1);
    }

    private void walkLedger(Donation donation, LedgerPageSender sender) {
        List<LedgerPage> pages;
        var after = lease.segment().next();
        do {
            lease.checkShouldContinue();
            if (lease.segment().pass().failures() && donation.isPast(node.clock.instant())) {
                return; // they would be skipped, and the reason for their failure lost
            }
            // a blank sorts before every character of an id
            pages = node.ledger.pages(
                    lease.segment().runId(), after + " ", lease.segment().to(), LEDGER_STEP);
            for (var page : pages) {
                after = page.last();
                if (page.outcomes().values().stream().anyMatch(lease.segment().pass()::takesUp)) {
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
            if (lease.segment().pass().takesUp(outcome)) {
                node.donors
                        .find(donorId)
                        .ifPresentOrElse(
                                found::add, () -> gone.put(donorId, new Outcome.Skipped(Outcome.Skipped.DONOR_GONE)));
            }
        });
        var reopened = page.reopened(lease.segment().pass()::takesUp).with(gone, false, node.clock.instant());
        claim(reopened);
        added = sender.send(reopened, new DonorRepository.Walk(found, List.of(), page.last(), true, readAt), true)
                .added();
    }

    private void claim(LedgerPage page) {
        lease.checkShouldContinue();
        lease.moveTo(node.ledger.claimPage(lease.segment(), page, added));
        added = Counts.NONE;
        if (System.nanoTime() - settledAt > MAX_COUNT_LAG.toNanos()) {
            node.segmentCounts.settle(lease.segment());
            settledAt = System.nanoTime();
        }
    }

    /** Finishes the page at the cursor. What it added is not in the segment's counts yet. */
    private void finishLastPage(Donation donation, Audience audience, LedgerPageSender sender) {
        var found = node.ledger.lastPage(lease.segment());
        if (found.isEmpty()) {
            return;
        }
        var page = found.get();
        if (!page.done()) {
            LOG.log(System.Logger.Level.INFO, "Run {0} continues an unfinished page", donation.id());
            page = node.ledger.reclaimPage(lease.segment(), page);
        }
        if (!page.done()) {
            page = lease.segment().isLate() ? finishLate(page, donation, sender) : finish(page, audience, sender);
        } else if (lease.segment().isLate()) {
            node.latePages.settle(donation.id(), page);
        }
        added = page.added();
    }

    /** Reads the page's range in several steps, as it may have more donors by now than fit on a page. */
    private LedgerPage finish(LedgerPage undone, Audience audience, LedgerPageSender sender) {
        var page = undone;
        var after = page.after();
        DonorRepository.Walk walk;
        do {
            lease.checkShouldContinue();
            walk = audience.walk(after, page.last(), LedgerPage.SIZE);
            page = sender.send(page, walk, walk.end());
            after = walk.last();
        } while (!walk.end());
        return page;
    }

    private LedgerPage finishLate(LedgerPage undone, Donation donation, LedgerPageSender sender) {
        return node.latePages
                .left(donation, undone)
                .map(step -> sendLate(
                        new LedgerPage(
                                undone.after(),
                                undone.last(),
                                undone.outcomes(),
                                false,
                                Counts.NONE,
                                undone.times(),
                                undone.sequence()),
                        step,
                        sender))
                .orElseGet(() -> sendLate(undone, node.latePages.leftAgain(donation, undone), sender));
    }

    private void endPass() {
        if (node.segmentCounts.counts(lease.segment()).plus(added).deferred() > 0) {
            openNextPass(lease.segment(), lease.segment().pass().delayOfNext());
            return;
        }
        node.segmentCounts.end(lease.segment(), added);
        LOG.log(
                System.Logger.Level.INFO,
                "Run {0}: a segment has ended",
                lease.segment().runId());
    }

    private void openNextPass(Segment ending, Duration wait) {
        if (!node.segments.openNextPass(ending, added, wait)) {
            lease.run().refresh();
            throw new SegmentLease.TaskCancelledException();
        }
    }

    /**
     * Pauses the run, unless the failure will pass by itself. If not even that can be written, this node keeps the
     * segment without working it; otherwise messages would go out again and again.
     */
    private void afterFailure(Throwable failed) {
        if (DatabaseUnavailable.isCauseOf(failed)) {
            lease.giveBack(Duration.ZERO);
        } else if (node.stopping.getCount() == 0 || lease.run().pause(failed)) {
            lease.giveBack(AFTER_FAILURE);
        }
    }
}
