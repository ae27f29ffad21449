package org.savealife.sampledata;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.savealife.donation.CalendarRepository;
import org.savealife.donation.DonationRepository;
import org.savealife.donor.store.DonorCountRepository;
import org.savealife.donor.store.DonorRepository;
import org.savealife.invitation.RunRepository;
import org.savealife.platform.dynamodb.DynamoDbSettings;
import org.savealife.platform.error.ConflictException;
import org.savealife.platform.paging.Cursor;
import org.savealife.platform.retry.DatabaseRetry;

/**
 * Loads {@link SampleData} into a database without donations, and removes it again with everything that resulted
 * from it: donors, donations, runs, ledgers and counts. It can be loaded only in a local run: {@code
 * savealife.sample-data} must be set and the database must be on this machine, so that a copied setting does no
 * harm. It can always be removed. No sample donation is announced in a city with real donors, as they would be
 * invited.
 *
 * <p>Sample data is registered ({@link SampleRepository}) before it is stored, and leaves the register once it is
 * deleted. So it can be removed even after an interruption. Thread-safe.
 */
@ApplicationScoped
public class SampleDataLoader {

    private static final System.Logger LOG = System.getLogger(SampleDataLoader.class.getName());
    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final Progress IDLE = new Progress(Stage.NONE, 0, 0);

    private final SampleRepository samples;
    private final DonorRepository donors;
    private final DonorCountRepository counts;
    private final DonationRepository donations;
    private final CalendarRepository calendar;
    private final RunRepository runs;
    private final Clock clock;
    private final ZoneId zone;
    private final boolean wanted;
    private final Optional<URI> endpoint;

    @Resource
    ManagedExecutorService executor;

    private volatile Progress progress = IDLE;

    /** The state of the sample data. */
    public enum Stage {
        /** There is none, and it cannot be loaded. */
        REFUSED,
        /** There is none, and no donation was announced: it can be loaded. */
        OFFERED,
        /** There is none, but a real donation. */
        NONE,
        LOADING,
        LOADED,
        REMOVING;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * @param done donors and donations that have been loaded or removed
     * @param all donors and donations that are to be
     */
    public record Progress(Stage stage, int done, int all) {

        public boolean isWorking() {
            return stage == Stage.LOADING || stage == Stage.REMOVING;
        }
    }

    @Inject
    public SampleDataLoader(
            SampleRepository samples,
            DonorRepository donors,
            DonorCountRepository counts,
            DonationRepository donations,
            CalendarRepository calendar,
            RunRepository runs,
            Clock clock,
            ZoneId zone,
            SampleDataSettings settings,
            DynamoDbSettings database) {
        this.samples = samples;
        this.donors = donors;
        this.counts = counts;
        this.donations = donations;
        this.calendar = calendar;
        this.runs = runs;
        this.clock = clock;
        this.zone = zone;
        this.wanted = settings.offered();
        this.endpoint = database.endpoint();
    }

    /** The current state. */
    Progress progress() {
        var working = progress;
        return working.isWorking() ? working : new Progress(stage(), 0, 0);
    }

    private Stage stage() {
        if (!samples.isEmpty()) {
            return Stage.LOADED;
        }
        if (!isAllowed(wanted, endpoint)) {
            return Stage.REFUSED;
        }
        return isAnythingAnnounced() ? Stage.NONE : Stage.OFFERED;
    }

    static boolean isAllowed(boolean wanted, Optional<URI> endpoint) {
        return wanted && isThisMachine(endpoint);
    }

    static boolean isThisMachine(Optional<URI> database) {
        return database.map(URI::getHost).filter(THIS_MACHINE::contains).isPresent();
    }

    private boolean isAnythingAnnounced() {
        return !calendar.list(CalendarRepository.When.ALL, Optional.empty(), Cursor.NONE, 1)
                .entries()
                .isEmpty();
    }

    /**
     * Starts to load the data.
     *
     * @throws ConflictException if that is not offered now
     */
    void load() {
        begin(Stage.OFFERED, Stage.LOADING, () -> load(data()));
    }

    /**
     * Starts to remove the data.
     *
     * @throws ConflictException if there is nothing to remove
     */
    void remove() {
        begin(Stage.LOADED, Stage.REMOVING, this::removeAll);
    }

    private synchronized void begin(Stage from, Stage to, Runnable work) {
        if (progress().stage() != from) {
            throw new ConflictException("Sample data cannot be loaded or removed now.");
        }
        progress = new Progress(to, 0, 1);
        executor.execute(() -> during(to, work));
    }

    /** Does the work in this thread. */
    void during(Stage stage, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException broken) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Sample data: " + stage.word() + " broke off. Remove it, and load it again if you like",
                    broken);
        } finally {
            progress = IDLE;
        }
    }

    private synchronized void further(int more) {
        progress = new Progress(progress.stage(), progress.done() + more, progress.all());
    }

    /** The data that would be loaded now. */
    SampleData data() {
        return SampleData.of(clock.instant(), zone, city -> counts.in(city).donors() == 0);
    }

    void load(SampleData data) {
        progress = new Progress(
                Stage.LOADING, 0, data.donors().size() + data.donations().size());
        samples.add(Stream.concat(
                        data.donations().stream().map(donation -> new SampleRepository.Entry(true, donation.id())),
                        data.donors().stream().map(donor -> new SampleRepository.Entry(false, donor.id())))
                .toList());
        var left = new ArrayList<>(data.donors());
        while (!left.isEmpty()) {
            var some = left.subList(0, Math.min(DonorRepository.MAX_AT_ONCE, left.size()));
            DatabaseRetry.run(() -> donors.addAll(List.copyOf(some)));
            further(some.size());
            some.clear();
        }
        data.unsubscribed().forEach(id -> DatabaseRetry.run(() -> donors.unsubscribe(id, clock.instant())));
        data.donations().forEach(donation -> {
            DatabaseRetry.run(() -> donations.add(donation));
            further(1);
        });
        LOG.log(System.Logger.Level.INFO, "Sample data is loaded");
    }

    void removeAll() {
        var entries = samples.list();
        progress = new Progress(Stage.REMOVING, 0, entries.size());
        for (var entry : entries) {
            if (entry.donation()) {
                donations.erase(entry.id());
                runs.erase(entry.id());
            } else {
                donors.undoSignup(entry.id());
            }
            samples.remove(entry);
            further(1);
        }
        LOG.log(System.Logger.Level.INFO, "Sample data is removed");
    }
}
