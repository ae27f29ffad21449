package org.savealife.invitation;

import static org.savealife.donation.DonationBuilder.aDonation;

import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
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
import org.savealife.donor.DonorRepository;
import org.savealife.donor.LocalUnsubscribing;
import org.savealife.donor.ReturnPaths;
import org.savealife.donor.StoredDonors;
import org.savealife.mail.MailTransport;
import org.savealife.platform.Organisation;
import org.savealife.platform.TestTables;

/** A run that one node works, with the parts that the application has and without a container around them. */
final class WorkedRun implements AutoCloseable {

    private static final Patience LITTLE = new Patience(Duration.ofMillis(10), Duration.ofMillis(40));
    private static final int THREADS = 2;

    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(THREADS + 2);
    private final Set<SegmentWork> working = ConcurrentHashMap.newKeySet();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final RunRepository runs = new RunRepository();
    private final Mailer mailer = new Mailer();
    private final DonorRepository donors;
    private final Donation donation;
    private final SegmentWork.Node node;
    private final LateDonorRepository late = new LateDonorRepository();
    private final ActiveRun run;

    /** @param tables through which the node works; the donors of the city are stored already */
    WorkedRun(TestTables tables, MailTransport transport, String city, FailureLimit limit) {
        runs.dynamoDb = tables.client();
        runs.tables = tables.tables();
        runs.transactions = tables.transactions();
        runs.clock = Clock.systemUTC();
        runs.zone = ZoneOffset.UTC;
        mailer.transport = transport;
        mailer.unsubscribing = new LocalUnsubscribing();
        mailer.returnPaths = new ReturnPaths();
        mailer.zone = ZoneId.of("Europe/Amsterdam");
        mailer.organisation = Organisation.UNNAMED;
        mailer.from = "Savealife <savealife@localhost>";
        mailer.usualLanguage = "en";
        mailer.patience = LITTLE;
        mailer.readSettings();
        donors = StoredDonors.repository(tables);
        var donations = StoredDonations.repository(tables);
        donation = StoredDonations.add(
                tables.client(), "savealife", aDonation().in(city).build());
        late.dynamoDb = tables.client();
        late.tables = tables.tables();
        late.transactions = tables.transactions();
        late.runs = runs;
        late.donors = donors;
        late.clock = Clock.systemUTC();
        node = new SegmentWork.Node(
                runs,
                donations,
                donors,
                late,
                new RecentDonors(),
                mailer,
                Clock.systemUTC(),
                new SendTurn(),
                () -> 1,
                stopping,
                outcome -> {});
        run = new ActiveRun(donation.id(), runs, donations, limit);
    }

    WorkedRun patient(Patience patience) {
        mailer.patience = patience;
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
            var work = new SegmentWork(claimed, 1, run, node);
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

    /** What the ledger says of each donor it has an outcome of. */
    Map<String, Outcome> outcomes() {
        var outcomes = new HashMap<String, Outcome>();
        runs.pages(donation.id(), "", Segment.BEHIND_ALL, 1_000).forEach(page -> outcomes.putAll(page.outcomes()));
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
