package org.savealife.dashboard;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.savealife.donation.CalendarRepository;
import org.savealife.donation.Donation;
import org.savealife.donor.bounce.BounceCircuitBreaker;
import org.savealife.donor.csv.DonorImportRepository;
import org.savealife.donor.store.DonorCountRepository;
import org.savealife.invitation.DayCountRepository;
import org.savealife.invitation.RunRepository;
import org.savealife.mail.MailTransport;
import org.savealife.platform.ProcessRole;
import org.savealife.platform.dynamodb.DynamoDbLocalGuard;
import org.savealife.platform.paging.Cursor;
import org.savealife.platform.sse.LiveTopic;
import org.savealife.stream.kcl.StreamConsumer;
import org.savealife.stream.parked.ParkedRecordRepository;

/**
 * The dashboard, {@code /staff/live/dashboard}: read once a second for all viewers on this node, who are served
 * from here.
 *
 * <p>A look takes about eight reads: one query each of the calendar, of parked records, of held bounces, of imports
 * and of days, a batch of the donors' counts, and one read for each hundred donations and for each hundred runs. No
 * segment is read. Every five seconds it also queries the donations that may need attention, however far away they
 * are. Every five seconds, and whenever the counts have changed, about ten more reads follow for cities and days,
 * and some more if there are more than a few hundred cities. No read grows with the number of donors, ledger pages
 * or past donations.
 */
@ApplicationScoped
public class DashboardLiveTopic implements LiveTopic {

    /** Days that are shown, including today. */
    static final int DAYS = 30;

    /** Donations that are shown: the next ones. */
    static final int MAX_DONATIONS = 100;

    /** From this number on the exact number does not matter. */
    static final int MANY_PARKED = 100;

    /** A little longer than the time between two reads. */
    private static final long CACHED_FOR_NANOS = TimeUnit.MILLISECONDS.toNanos(1_500);

    /** How long cities and days are kept while the number of donors does not change. */
    private static final long DONORS_CACHED_FOR_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final DonorCountRepository donors;
    private final CalendarRepository calendar;
    private final RunRepository runs;
    private final DayCountRepository days;
    private final DonorImportRepository imports;
    private final ParkedRecordRepository parked;
    private final BounceCircuitBreaker bounces;
    private final StreamConsumer stream;
    private final MailTransport mail;
    private final DynamoDbLocalGuard database;
    private final ProcessRole role;
    private final Clock clock;

    private volatile @Nullable Seen<Dashboard> seen;
    private volatile @Nullable Seen<Dashboard.Donors> seenDonors;
    private volatile @Nullable Seen<List<Donation>> seenAttention;

    private record Seen<T>(T what, long at) {

        static <T> Seen<T> now(T what) {
            return new Seen<>(what, System.nanoTime());
        }

        boolean isFresh(long nanos) {
            return System.nanoTime() - at < nanos;
        }
    }

    @Inject
    public DashboardLiveTopic(
            DonorCountRepository donors,
            CalendarRepository calendar,
            RunRepository runs,
            DayCountRepository days,
            DonorImportRepository imports,
            ParkedRecordRepository parked,
            BounceCircuitBreaker bounces,
            StreamConsumer stream,
            MailTransport mail,
            DynamoDbLocalGuard database,
            ProcessRole role,
            Clock clock) {
        this.donors = donors;
        this.calendar = calendar;
        this.runs = runs;
        this.days = days;
        this.imports = imports;
        this.parked = parked;
        this.bounces = bounces;
        this.stream = stream;
        this.mail = mail;
        this.database = database;
        this.role = role;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "dashboard";
    }

    @Override
    public String state(String id) {
        return look().toString();
    }

    /** The dashboard as it was a moment ago. */
    Dashboard get() {
        var known = seen;
        return known != null && known.isFresh(CACHED_FOR_NANOS) ? known.what() : look();
    }

    private Dashboard look() {
        var coming = calendar.list(CalendarRepository.When.COMING, Optional.empty(), Cursor.NONE, MAX_DONATIONS);
        var attention = attention().stream()
                .filter(donation -> !coming.entries().contains(donation))
                .toList();
        var dashboard = new Dashboard(
                donors(),
                coming.entries(),
                !coming.next().isNone(),
                attention,
                runs.findAll(Stream.concat(coming.entries().stream(), attention.stream())
                        .map(Donation::id)
                        .toList()),
                days.last(DAYS),
                imports.list(),
                new Dashboard.Machinery(
                        parked.list(Cursor.NONE, MANY_PARKED).entries().size(),
                        bounces.waitingGroups(),
                        mail.relayState(),
                        database.isFull(),
                        !role.isWorker() || stream.isReading()));
        seen = Seen.now(dashboard);
        return dashboard;
    }

    private List<Donation> attention() {
        var known = seenAttention;
        if (known != null && known.isFresh(DONORS_CACHED_FOR_NANOS)) {
            return known.what();
        }
        var fresh = calendar.wantingAttention();
        seenAttention = Seen.now(fresh);
        return fresh;
    }

    private Dashboard.Donors donors() {
        var known = seenDonors;
        var all = donors.all();
        if (known != null
                && known.isFresh(DONORS_CACHED_FOR_NANOS)
                && known.what().all().equals(all)) {
            return known.what();
        }
        var today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        var fresh = new Dashboard.Donors(all, donors.byCity(), donors.signUps(today.minusDays(DAYS - 1L), today));
        seenDonors = Seen.now(fresh);
        return fresh;
    }
}
