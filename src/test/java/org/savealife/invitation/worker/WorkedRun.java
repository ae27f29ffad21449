package org.savealife.invitation.worker;

import static org.savealife.donation.DonationBuilder.aDonation;

import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.savealife.donation.Donation;
import org.savealife.donation.StoredDonations;
import org.savealife.donor.store.DonorRepository;
import org.savealife.donor.store.StoredDonors;
import org.savealife.invitation.InvitationRun;
import org.savealife.invitation.Outcome;
import org.savealife.invitation.Segment;
import org.savealife.invitation.StoredRuns;
import org.savealife.invitation.mail.Mailer;
import org.savealife.invitation.mail.ResendBackOff;
import org.savealife.invitation.mail.TestMailer;
import org.savealife.mail.MailTransport;
import org.savealife.platform.dynamodb.TestTables;

/** A run that one node works, with the application's parts and without a container around them. */
final class WorkedRun implements AutoCloseable {

    private static final ResendBackOff LITTLE = new ResendBackOff(Duration.ofMillis(10), Duration.ofMillis(40));
    private static final int THREADS = 2;

    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(THREADS + 2);
    private final Set<SegmentTask> working = ConcurrentHashMap.newKeySet();
    private final StoredRuns stored;
    private final Mailer mailer;
    private final DonorRepository donors;
    private final Donation donation;
    private final WorkerNode node;
    private final ActiveRun run;

    /** @param tables that the node uses; the donors of the city are stored already */
    WorkedRun(TestTables tables, MailTransport transport, String city, FailureLimit limit) {
        this(tables, transport, aDonation().in(city).build(), limit);
    }

    /** The same for a donation that other nodes work as well. */
    WorkedRun(TestTables tables, MailTransport transport, Donation donation, FailureLimit limit) {
        this.donation = donation;
        stored = new StoredRuns(tables, Clock.systemUTC());
        mailer = TestMailer.of(transport);
        TestMailer.setBackOff(mailer, LITTLE);
        donors = StoredDonors.repository(tables);
        var donations = StoredDonations.repository(tables);
        StoredDonations.add(tables.client(), "savealife", donation);
        node = WorkerNodes.beating(
                stored,
                donations,
                donors,
                StoredDonors.counts(tables),
                new RecentArrivals(),
                mailer,
                Clock.systemUTC(),
                outcome -> {});
        run = new ActiveRun(donation.id(), stored.runStatus, donations, node.fullRuns, limit);
    }

    WorkedRun withBackOff(ResendBackOff backOff) {
        TestMailer.setBackOff(mailer, backOff);
        return this;
    }

    WorkedRun begin() {
        stored.runs.open(donation);
        for (var thread = 0; thread < THREADS; thread++) {
            var unusedLook = threads.scheduleWithFixedDelay(this::look, 0, 10, TimeUnit.MILLISECONDS);
        }
        return this;
    }

    private void look() {
        try {
            run.refresh();
            stored.openRuns.workable(donation.id()).stream()
                    .filter(segment -> segment.owner().isEmpty() && segment.leaseUntil() <= System.currentTimeMillis())
                    .findFirst()
                    .ifPresent(this::work);
        } catch (RuntimeException lookAgain) {
            System.getLogger(WorkedRun.class.getName()).log(System.Logger.Level.WARNING, "A look failed", lookAgain);
        }
    }

    private void work(Segment seen) {
        stored.segments.claim(seen, "worked").ifPresent(claimed -> {
            var work = new SegmentTask(new SegmentLease(claimed, 1, run, node), node);
            working.add(work);
            work.run();
            working.remove(work);
        });
    }

    DonorRepository donors() {
        return donors;
    }

    StoredRuns stored() {
        return stored;
    }

    String donationId() {
        return donation.id();
    }

    boolean isWorked() {
        return !working.isEmpty();
    }

    InvitationRun now() {
        return stored.runs.find(donation.id()).orElseThrow();
    }

    InvitationRun.Status status() {
        return now().status();
    }

    /** Has its segments given back, as if other runs waited. */
    void giveWay() {
        working.forEach(task -> task.lease().giveWay());
    }

    /** Donors who come after the run has passed them. */
    void late(Collection<String> donorIds) {
        stored.late.add(donation.id(), donorIds);
    }

    /** Staff resume the run. */
    void resume() {
        stored.runStatus.resume(donation.id());
        stored.late.openIfAnyMayGo(donation.id());
    }

    /**
     * Whether a stopped run has come to rest: no segment has an owner, or is still to be paused, and a cancelled
     * run has no open segment.
     */
    boolean isLetGo() {
        return stored.openRuns.workable(donation.id()).isEmpty() && !stored.isLeft(donation.id());
    }

    /** The outcomes in the ledger by donor; of several the last one counts. */
    Map<String, Outcome> outcomes() {
        var outcomes = new HashMap<String, Outcome>();
        stored.ledger
                .pages(donation.id(), "", Segment.BEHIND_LATE, 1_000)
                .forEach(page -> outcomes.putAll(page.outcomes()));
        return outcomes;
    }

    /** The number of donors with such an outcome. */
    long count(Class<? extends Outcome> kind) {
        return outcomes().values().stream().filter(kind::isInstance).count();
    }

    @Override
    public void close() {
        node.stopping.countDown();
        threads.shutdown();
        try {
            if (!threads.awaitTermination(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("The node still works.");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
