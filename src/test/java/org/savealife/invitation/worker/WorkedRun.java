package org.savealife.invitation.worker;

import static org.savealife.donation.DonationBuilder.aDonation;

import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.savealife.donation.Donation;
import org.savealife.donation.StoredDonations;
import org.savealife.donor.bounce.StoredBounces;
import org.savealife.donor.store.DonorRepository;
import org.savealife.donor.store.StoredDonors;
import org.savealife.donor.unsubscribe.TestUnsubscribeLinks;
import org.savealife.fixture.Injected;
import org.savealife.invitation.InvitationRun;
import org.savealife.invitation.LateDonorRepository;
import org.savealife.invitation.Outcome;
import org.savealife.invitation.RunItem;
import org.savealife.invitation.RunRepository;
import org.savealife.invitation.Segment;
import org.savealife.invitation.mail.Mailer;
import org.savealife.invitation.mail.ResendBackOff;
import org.savealife.mail.MailTransport;
import org.savealife.platform.dynamodb.TestTables;
import org.savealife.platform.organisation.Organisation;

/** A run that one node works, with the parts that the application has and without a container around them. */
final class WorkedRun implements AutoCloseable {

    private static final ResendBackOff LITTLE = new ResendBackOff(Duration.ofMillis(10), Duration.ofMillis(40));
    private static final int THREADS = 2;

    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(THREADS + 2);
    private final Set<SegmentTask> working = ConcurrentHashMap.newKeySet();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final RunRepository runs = new RunRepository();
    private final Mailer mailer = new Mailer();
    private final DonorRepository donors;
    private final Donation donation;
    private final SegmentTask.Node node;
    private final LateDonorRepository late = new LateDonorRepository();
    private final ActiveRun run;

    /** @param tables through which the node works; the donors of the city are stored already */
    WorkedRun(TestTables tables, MailTransport transport, String city, FailureLimit limit) {
        Injected.into(runs, "dynamoDb", tables.client());
        Injected.into(runs, "tables", tables.tables());
        Injected.into(runs, "transactions", tables.transactions());
        Injected.into(runs, "clock", Clock.systemUTC());
        Injected.into(runs, "zone", ZoneOffset.UTC);
        Injected.into(mailer, "transport", transport);
        Injected.into(mailer, "unsubscribing", new TestUnsubscribeLinks());
        Injected.into(mailer, "returnPaths", StoredBounces.noReturnPaths());
        Injected.into(mailer, "zone", ZoneId.of("Europe/Amsterdam"));
        Injected.into(mailer, "organisation", Organisation.UNNAMED);
        Injected.into(mailer, "from", "Savealife <savealife@localhost>");
        Injected.into(mailer, "usualLanguage", "en");
        Injected.into(mailer, "patience", LITTLE);
        mailer.readSettings();
        donors = StoredDonors.repository(tables);
        var donations = StoredDonations.repository(tables);
        donation = StoredDonations.add(
                tables.client(), "savealife", aDonation().in(city).build());
        Injected.into(late, "dynamoDb", tables.client());
        Injected.into(late, "tables", tables.tables());
        Injected.into(late, "transactions", tables.transactions());
        Injected.into(late, "runs", runs);
        Injected.into(late, "donors", donors);
        Injected.into(late, "clock", Clock.systemUTC());
        node = new SegmentTask.Node(
                runs,
                donations,
                donors,
                StoredDonors.counts(tables),
                late,
                new RecentArrivals(),
                mailer,
                Clock.systemUTC(),
                new SendLock(),
                () -> 1,
                stopping,
                outcome -> {});
        run = new ActiveRun(donation.id(), runs, donations, limit);
    }

    WorkedRun patient(ResendBackOff patience) {
        Injected.into(mailer, "patience", patience);
        return this;
    }

    WorkedRun begin() {
        runs.open(donation);
        for (var thread = 0; thread < THREADS; thread++) {
            var unusedLook = threads.scheduleWithFixedDelay(this::look, 0, 10, TimeUnit.MILLISECONDS);
        }
        return this;
    }

    private void look() {
        try {
            run.refresh();
            runs.workable(donation.id()).stream()
                    .filter(segment -> segment.owner().isEmpty() && segment.leaseUntil() <= System.currentTimeMillis())
                    .findFirst()
                    .ifPresent(this::work);
        } catch (RuntimeException lookAgain) {
            System.getLogger(WorkedRun.class.getName()).log(System.Logger.Level.WARNING, "A look failed", lookAgain);
        }
    }

    private void work(Segment seen) {
        runs.claim(seen, "worked").ifPresent(claimed -> {
            var work = new SegmentTask(claimed, 1, run, node);
            working.add(work);
            work.run();
            working.remove(work);
        });
    }

    DonorRepository donors() {
        return donors;
    }

    RunRepository runs() {
        return runs;
    }

    String donationId() {
        return donation.id();
    }

    boolean isWorked() {
        return !working.isEmpty();
    }

    InvitationRun now() {
        return runs.find(donation.id()).orElseThrow();
    }

    InvitationRun.Status status() {
        return now().status();
    }

    /** Has what is worked given back, as if other runs waited. */
    void giveWay() {
        working.forEach(SegmentTask::giveWay);
    }

    /** Donors who came when the run was past them. */
    void late(Collection<String> donorIds) {
        late.add(donation.id(), donorIds);
    }

    /** Staff let the run go on. */
    void resume() {
        runs.resume(donation.id());
        late.openIfAnyMayGo(donation.id());
    }

    /**
     * Whether nothing of a run that was stopped is on its way: nobody owns a part of it, or has still to park one that was
     * given back just before, and of one that was cancelled none is left.
     */
    boolean isLetGo() {
        return runs.workable(donation.id()).isEmpty()
                && !RunItem.isLeft(runs.runAndSegments(donation.id()).get(0));
    }

    /** What the ledger says of each donor it has an outcome of; of several the last one counts. */
    Map<String, Outcome> outcomes() {
        var outcomes = new HashMap<String, Outcome>();
        runs.pages(donation.id(), "", Segment.BEHIND_LATE, 1_000).forEach(page -> outcomes.putAll(page.outcomes()));
        return outcomes;
    }

    /** Those in the ledger with such an outcome. */
    long count(Class<? extends Outcome> kind) {
        return outcomes().values().stream().filter(kind::isInstance).count();
    }

    @Override
    public void close() {
        stopping.countDown();
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
