package org.savealife.donation.city;

import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorDefinition;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.savealife.donation.CalendarRepository;
import org.savealife.donor.City;
import org.savealife.donor.DonorQuery;
import org.savealife.donor.store.DonorCountRepository;
import org.savealife.donor.store.DonorRepository;
import org.savealife.donor.store.DonorSearchRepository;
import org.savealife.platform.ProcessRole;
import org.savealife.platform.RandomId;
import org.savealife.platform.dynamodb.Tables;
import org.savealife.platform.dynamodb.Transactions;
import org.savealife.platform.paging.Cursor;
import org.savealife.platform.retry.DatabaseRetry;
import org.savealife.platform.retry.RecurringTask;

/**
 * Moves the donors of a city into another one, page by page, on a process with pages. A donor moves as if edited by
 * staff, and so becomes a late donor for the donations to come in the other city, to each of which the donor is invited
 * once: the ledgers of the runs see to that. A crash does no harm: the next process continues with the donors that are
 * left.
 *
 * <p>While a donation is to come in the city itself, the merge waits, because its run would leave out donors who have
 * moved.
 */
@ApplicationScoped
@ManagedScheduledExecutorDefinition(name = "java:app/savealife/CityMergeExecutor", maxAsync = 1)
public class CityMerger {

    private static final System.Logger LOG = System.getLogger(CityMerger.class.getName());

    private static final int EVERY_SECONDS = 5;
    private static final int PAGE = 50;
    private static final int MAX_COMING = 100;

    /** For this long the index may not show a donor who signed up, or still show one who has moved. */
    private static final Duration MAX_INDEX_LAG = Duration.ofSeconds(5);

    private static final Comparator<CityMerge> OLDEST_FIRST = Comparator.comparing(CityMerge::startedAt)
            .thenComparing(merge -> merge.from().key());

    private final ProcessRole role;
    private final Tables tables;
    private final CityMergeRepository merges;
    private final DonorRepository donors;
    private final DonorSearchRepository search;
    private final DonorCountRepository counts;
    private final CalendarRepository calendar;
    private final Clock clock;

    @Resource(lookup = "java:app/savealife/CityMergeExecutor")
    ManagedScheduledExecutorService executor;

    private final String node = RandomId.next();
    private volatile boolean ended;

    @Inject
    public CityMerger(
            ProcessRole role,
            Tables tables,
            CityMergeRepository merges,
            DonorRepository donors,
            DonorSearchRepository search,
            DonorCountRepository counts,
            CalendarRepository calendar,
            Clock clock) {
        this.role = role;
        this.tables = tables;
        this.merges = merges;
        this.donors = donors;
        this.search = search;
        this.counts = counts;
        this.calendar = calendar;
        this.clock = clock;
    }

    /** The reason why two cities cannot be merged. */
    public enum Objection {
        SAME,
        NOBODY,
        /** A donation is to come in the city whose donors would move. */
        DONATION,
        /** One of the two cities is being merged already. */
        UNDER_WAY
    }

    void onStart(@Observes @Initialized(ApplicationScoped.class) Object application) {
        if (role.isWeb()) {
            tables.whenReady("merges of cities", this::start);
        }
    }

    private void start() {
        var unused = executor.scheduleWithFixedDelay(
                new RecurringTask("Merging cities", this::look), EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
    }

    @PreDestroy
    void end() {
        ended = true;
    }

    /**
     * Begins a merge.
     *
     * @param who the name of the user
     * @return the reason why not; nothing if it has begun
     */
    Optional<Objection> begin(City from, City to, String who) {
        var there = counts.in(from).donors();
        if (from.equals(to)) {
            return Optional.of(Objection.SAME);
        }
        if (there <= 0) {
            return Optional.of(Objection.NOBODY);
        }
        if (isDonationComing(from)) {
            return Optional.of(Objection.DONATION);
        }
        if (merges.all().stream().filter(CityMerge::isOpen).anyMatch(open -> concerns(open, from, to))) {
            return Optional.of(Objection.UNDER_WAY);
        }
        try {
            merges.open(from, to, who, there);
            return Optional.empty();
        } catch (Transactions.ConditionFailedException begunMeanwhile) {
            return Optional.of(Objection.UNDER_WAY);
        }
    }

    /** Several cities may be merged into one at a time, but that one may not be merged into another meanwhile. */
    private static boolean concerns(CityMerge open, City from, City to) {
        return open.from().equals(from) || open.to().equals(from) || open.from().equals(to);
    }

    /** Whether a donation is to come in the city that is not called off. */
    boolean isDonationComing(City city) {
        return calendar
                .list(CalendarRepository.When.COMING, Optional.of(city), Cursor.NONE, MAX_COMING)
                .entries()
                .stream()
                .anyMatch(donation -> !donation.cancelled());
    }

    List<CityMerge> all() {
        return merges.all();
    }

    /** Works on all open merges. If two were begun at the same moment and exclude each other, the older one counts. */
    void look() {
        var open = merges.open().stream().sorted(OLDEST_FIRST).toList();
        for (var merge : open) {
            if (ended || !merges.claim(merge, node)) {
                continue;
            }
            var older = open.subList(0, open.indexOf(merge)).stream();
            if (older.anyMatch(other -> concerns(other, merge.from(), merge.to()))) {
                merges.finish(merge, node);
            } else {
                work(merge);
            }
        }
    }

    private void work(CityMerge merge) {
        var moved = 0L;
        var after = Cursor.NONE;
        var query = new DonorQuery("", Optional.of(merge.from()), Optional.empty(), Optional.empty());
        do {
            if (ended || isDonationComing(merge.from())) {
                merges.release(merge, node);
                return;
            }
            var from = after;
            var page = DatabaseRetry.get(() -> search.list(query, from, PAGE));
            var more = page.entries().stream()
                    .filter(donor -> DatabaseRetry.get(() -> donors.move(donor.id(), merge.from(), merge.to())))
                    .count();
            moved += more;
            if (!merges.advance(merge, node, more)) {
                return;
            }
            after = page.next();
        } while (!after.isNone());
        if (moved == 0 && clock.instant().isAfter(merge.movedAt().plus(MAX_INDEX_LAG))) {
            merges.finish(merge, node);
            LOG.log(System.Logger.Level.INFO, "A merge of cities is finished. Donors moved: {0}", merge.moved());
        }
    }
}
