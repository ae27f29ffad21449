package org.savealife.invitation.worker;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.savealife.donation.Donation;
import org.savealife.donation.MeasuredDonations;
import org.savealife.donor.City;
import org.savealife.donor.store.MeasuredDonors;
import org.savealife.invitation.InvitationRun;
import org.savealife.invitation.LedgerPage;
import org.savealife.invitation.Segment;
import org.savealife.invitation.StoredRuns;
import org.savealife.invitation.mail.Occasion;
import org.savealife.invitation.mail.TestMailer;
import org.savealife.invitation.run.Reply;
import org.savealife.mail.MailTransport;
import org.savealife.mail.SendResult;
import org.savealife.platform.RandomId;
import org.savealife.platform.dynamodb.TestTables;

/**
 * A whole run without a container around it: does what {@link RunWorker} does, on four threads, with the
 * application's parts.
 */
public final class MeasuredRun implements AutoCloseable {

    private static final int THREADS = 4;
    private static final Duration LOOK = Duration.ofMillis(5);
    private static final FailureLimit NEVER = new FailureLimit(0, 1);

    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final TestTables tables;
    private final MeasuredDonors donors;
    private final MeasuredDonations donations;
    private final StoredRuns stored;
    private final WorkerNode node;

    public MeasuredRun(URI database, MailTransport transport) {
        tables = new TestTables(database);
        donors = new MeasuredDonors(tables);
        donations = new MeasuredDonations(tables);
        stored = new StoredRuns(tables, Clock.systemUTC());
        var mailer = TestMailer.of(transport);
        node = WorkerNodes.beating(
                stored,
                donations.repository(),
                donors.repository(),
                donors.counts(),
                new RecentArrivals(),
                mailer,
                Clock.systemUTC(),
                outcome -> {});
    }

    public MeasuredDonors donors() {
        return donors;
    }

    /** Sends invitations only, to the same donors again and again. Returns how many the relay accepted. */
    public long send(String city, int count) {
        var page = donors.repository()
                .walk(City.of(city), "", Segment.BEHIND_ALL, LedgerPage.SIZE)
                .donors();
        var mailing = node.mailer.mailing(Occasion.invitation(donation(city)));
        var sent = 0L;
        while (sent < count) {
            sent += mailing.send(page, donor -> Reply.NONE, () -> true, donor -> true).stream()
                    .filter(SendResult.Sent.class::isInstance)
                    .count();
        }
        return sent;
    }

    /** Invites every donor of the city. Returns how many were sent a message. */
    public long run(String city) {
        var donation = donation(city);
        donations.add(donation);
        stored.runs.open(donation);
        var run = new ActiveRun(donation.id(), stored.runStatus, donations.repository(), node.fullRuns, NEVER);
        inAllThreads(() -> work(run));
        var finished = stored.runs.find(donation.id()).orElseThrow();
        if (finished.status() != InvitationRun.Status.FINISHED) {
            throw new IllegalStateException("The run is " + finished);
        }
        return finished.counts().sent();
    }

    private static Donation donation(String city) {
        return new Donation(
                RandomId.next(),
                City.of(city),
                "Main street",
                Instant.parse("2036-12-03T09:00:00Z"),
                Duration.ZERO,
                Instant.parse("2026-01-01T00:00:00Z"),
                false);
    }

    private void work(ActiveRun run) {
        while (stored.runStatus.status(run.donationId()).orElseThrow() != InvitationRun.Status.FINISHED) {
            var claimed = stored.openRuns.workable(run.donationId()).stream()
                    .filter(segment -> segment.owner().isEmpty())
                    .flatMap(segment -> stored.segments.claim(segment, "measured").stream())
                    .findFirst();
            if (claimed.isEmpty()) {
                LockSupport.parkNanos(LOOK.toNanos());
            } else {
                new SegmentTask(new SegmentLease(claimed.get(), 1, run, node), node).run();
            }
        }
    }

    private void inAllThreads(Runnable work) {
        var futures = new ArrayList<Future<?>>();
        IntStream.range(0, THREADS).forEach(thread -> futures.add(threads.submit(work)));
        await(futures);
    }

    private static void await(List<Future<?>> futures) {
        try {
            for (var future : futures) {
                future.get();
            }
        } catch (InterruptedException | ExecutionException failed) {
            throw new IllegalStateException(failed);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        tables.close();
    }
}
