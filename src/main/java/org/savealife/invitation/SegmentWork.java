package org.savealife.invitation;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.savealife.donation.Donation;
import org.savealife.donation.DonationRepository;
import org.savealife.donor.Donor;
import org.savealife.donor.DonorRepository;
import org.savealife.mail.Delivery;
import org.savealife.platform.DatabaseAway;

/**
 * Works one segment under one lease, from its cursor to its end: claim a page, send it, write its outcomes.
 *
 * <p>After a crash the next owner finds the last page not done, and writes to those of its donors who have no outcome:
 * at most that page goes out twice, with the same Message-IDs. What ends the work early leaves the segment open; the
 * next owner, often the same node, goes on from there.
 */
final class SegmentWork implements Runnable {

    private static final System.Logger LOG = System.getLogger(SegmentWork.class.getName());
    private static final Duration SHORTEST_WAIT = Duration.ofMillis(250);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(15);

    private static final int MOST_REFUSALS = 10;

    private final RunRepository runs;
    private final DonationRepository donations;
    private final DonorRepository donors;
    private final Mailer mailer;
    private final Clock clock;
    private final CountDownLatch stopping;
    private final CountDownLatch ended = new CountDownLatch(1);

    /** Moves with the cursor; read by the thread that renews the lease. */
    private volatile Segment segment;

    private volatile boolean lost;

    SegmentWork(
            Segment claimed,
            RunRepository runs,
            DonationRepository donations,
            DonorRepository donors,
            Mailer mailer,
            Clock clock,
            CountDownLatch stopping) {
        this.segment = claimed;
        this.runs = runs;
        this.donations = donations;
        this.donors = donors;
        this.mailer = mailer;
        this.clock = clock;
        this.stopping = stopping;
    }

    /** Thrown where work must end before the segment does; what is left is for the next owner. */
    private static final class InterruptedWorkException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    @Override
    public void run() {
        try {
            work();
        } catch (LeaseLostException taken) {
            LOG.log(System.Logger.Level.WARNING, taken.getMessage());
        } catch (InterruptedWorkException stopped) {
            release();
        } catch (RuntimeException failed) {
            report(failed);
        } finally {
            ended.countDown();
        }
    }

    /** Called by another thread every few seconds. */
    void renewLease() {
        try {
            runs.renew(segment);
        } catch (LeaseLostException taken) {
            lost = true;
        } catch (RuntimeException failed) {
            // the lease may run out now; whether somebody took it over shows in the next write
            report(failed);
        }
    }

    void awaitEnd(long time, TimeUnit unit) throws InterruptedException {
        if (!ended.await(time, unit)) {
            LOG.log(System.Logger.Level.WARNING, "Run {0} did not stop in time", segment.donationId());
        }
    }

    private void work() {
        var donation = donations.find(segment.donationId());
        if (donation.isEmpty()) {
            LOG.log(System.Logger.Level.WARNING, "Donation {0} is gone, so its run ends", segment.donationId());
            runs.end(segment, Counts.NONE);
            return;
        }
        var mailing = mailer.mailing(donation.get());
        var counts = finishLastPage(donation.get(), mailing);
        while (true) {
            checkMayGoOn();
            var walk = donors.walk(donation.get().city(), segment.next(), segment.to(), LedgerPage.SIZE);
            if (!walk.last().isEmpty()) {
                var page = LedgerPage.opened(segment.next(), walk.last());
                segment = runs.claimPage(segment, page, counts);
                counts = Counts.of(send(donation.get(), mailing, page, walk, true)
                        .outcomes()
                        .values());
            }
            if (walk.end()) {
                runs.end(segment, counts);
                LOG.log(System.Logger.Level.INFO, "Run {0} finished its segment", segment.donationId());
                return;
            }
        }
    }

    /** The counts of the page at the cursor, which are not in the segment's yet. */
    private Counts finishLastPage(Donation donation, Mailer.Mailing mailing) {
        var last = runs.lastPage(segment);
        if (last.isEmpty() || last.get().done()) {
            return Counts.of(last.map(page -> page.outcomes().values()).orElse(List.of()));
        }
        var page = last.get();
        LOG.log(System.Logger.Level.INFO, "Run {0} goes on with a page that was left undone", donation.id());
        runs.reclaimPage(segment, page);
        // More donors may lie in the range by now than fit on a page
        var after = page.after();
        DonorRepository.Walk walk;
        do {
            checkMayGoOn();
            walk = donors.walk(donation.city(), after, page.last(), LedgerPage.SIZE);
            page = send(donation, mailing, page, walk, walk.end());
            after = walk.last();
        } while (!walk.end());
        return Counts.of(page.outcomes().values());
    }

    /**
     * Sends to the donors of the walk who have no outcome on the page.
     *
     * @param last whether they are the last of the page
     * @return the page as it stands in the ledger then
     */
    private LedgerPage send(
            Donation donation, Mailer.Mailing mailing, LedgerPage page, DonorRepository.Walk walk, boolean last) {
        var outcomes = new HashMap<>(page.outcomes());
        walk.unreadable().forEach(id -> outcomes.putIfAbsent(id, new Outcome.Skipped("unreadable")));
        var invited = new ArrayList<Donor>();
        for (var donor : walk.donors()) {
            if (outcomes.containsKey(donor.id())) {
                continue;
            }
            var reason = Matching.reasonToSkip(new Matching.Candidate(donor, donation, clock.instant()));
            reason.ifPresent(text -> outcomes.put(donor.id(), new Outcome.Skipped(text)));
            if (reason.isEmpty()) {
                invited.add(donor);
            }
        }
        sendAll(mailing, page, invited, outcomes);
        var sent = page.with(outcomes, last);
        save(sent);
        return sent;
    }

    /**
     * Sends until every donor has an outcome. While the relay is away nothing counts against anybody, however long it
     * takes; a relay that is there and puts off the same message again and again has refused it.
     */
    private void sendAll(Mailer.Mailing mailing, LedgerPage page, List<Donor> invited, Map<String, Outcome> outcomes) {
        var left = invited;
        var wait = SHORTEST_WAIT;
        var refusals = 0;
        while (!left.isEmpty()) {
            checkMayGoOn();
            var deliveries = mailing.send(left);
            refusals = mailer.relayAnswers() ? refusals + 1 : refusals;
            var deferred = new ArrayList<Donor>();
            for (var i = 0; i < deliveries.size(); i++) {
                var donor = left.get(i);
                var outcome = outcome(deliveries.get(i), refusals);
                outcome.ifPresent(known -> outcomes.put(donor.id(), known));
                if (outcome.isEmpty()) {
                    deferred.add(donor);
                }
            }
            if (!deferred.isEmpty()) {
                if (deferred.size() < left.size()) {
                    save(page.with(outcomes, false));
                    wait = SHORTEST_WAIT;
                }
                LOG.log(
                        System.Logger.Level.WARNING,
                        "Run {0}: the relay put off {1} messages, trying again in {2} ms",
                        segment.donationId(),
                        deferred.size(),
                        wait.toMillis());
                pause(wait);
                wait = longer(wait);
            }
            left = deferred;
        }
    }

    private static Optional<Outcome> outcome(Delivery delivery, int refusals) {
        if (delivery instanceof Delivery.Sent) {
            return Optional.of(new Outcome.Sent());
        }
        if (delivery instanceof Delivery.Failed failed) {
            return Optional.of(new Outcome.Failed((failed.code() + " " + failed.enhancedCode() + " " + failed.text())
                    .replaceAll("\\s+", " ")
                    .strip()));
        }
        var reason = ((Delivery.Deferred) delivery).reason();
        return refusals < MOST_REFUSALS ? Optional.empty() : Optional.of(new Outcome.Failed(reason));
    }

    /** What has been sent must get into the ledger, so the database is asked until it answers. */
    private void save(LedgerPage page) {
        for (var wait = SHORTEST_WAIT; ; wait = longer(wait)) {
            try {
                runs.savePage(segment, page);
                return;
            } catch (RuntimeException failed) {
                if (!DatabaseAway.isCauseOf(failed)) {
                    throw failed;
                }
                report(failed);
                pause(wait);
            }
        }
    }

    private static Duration longer(Duration wait) {
        var twice = wait.multipliedBy(2);
        return twice.compareTo(LONGEST_WAIT) < 0 ? twice : LONGEST_WAIT;
    }

    private void pause(Duration wait) {
        try {
            if (stopping.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new InterruptedWorkException();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedWorkException();
        }
    }

    private void checkMayGoOn() {
        if (lost || stopping.getCount() == 0 || Thread.currentThread().isInterrupted()) {
            throw new InterruptedWorkException();
        }
    }

    private void release() {
        if (lost) {
            return;
        }
        try {
            runs.release(segment);
        } catch (LeaseLostException taken) {
            // then there is nothing to give back
        } catch (RuntimeException failed) {
            report(failed);
        }
    }

    private void report(RuntimeException failure) {
        if (DatabaseAway.isCauseOf(failure)) {
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
