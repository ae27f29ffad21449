package org.savealife.invitation.worker;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.savealife.donor.City;
import org.savealife.donor.Donor;
import org.savealife.donor.store.DonorRepository;
import org.savealife.invitation.Outcome;

/**
 * The last check of donors just before their messages leave: they may have unsubscribed, moved or been deleted
 * since they were read. A donor who was read more than {@link #MAX_AGE} ago is read again, together with the donors
 * who come next, as many as leave within that time. So a run at full pace reads no donor twice. Used by several
 * threads at once.
 */
final class LastMomentCheck {

    /** Leaves half a second between the check and the relay, out of the two seconds that we promise. */
    private static final Duration MAX_AGE = Duration.ofMillis(1500);

    /** Donors that are read together at least. */
    private static final int MIN_READ_AT_ONCE = 5;

    private final City city;
    private final DonorRepository repository;
    private final Function<Donor, Optional<String>> reasonToSkip;
    private final List<Donor> donors;

    /** When each donor was read, by {@link System#nanoTime()}. */
    private final Map<String, Long> readAt = new ConcurrentHashMap<>();

    private final Map<String, Outcome> skipped = new ConcurrentHashMap<>();
    private final Map<String, Donor> changed = new ConcurrentHashMap<>();
    private final Set<String> gone = ConcurrentHashMap.newKeySet();
    private int goneBefore;
    private volatile Optional<RuntimeException> failure = Optional.empty();

    /**
     * Creates a check of donors.
     *
     * @param city in which most of them live
     * @param reasonToSkip why a donor must not get the message; empty if the donor may
     * @param donors in the order in which their messages leave
     * @param readAt when each donor was read, by {@link System#nanoTime()}
     */
    LastMomentCheck(
            City city,
            DonorRepository repository,
            Function<Donor, Optional<String>> reasonToSkip,
            List<Donor> donors,
            Map<String, Long> readAt) {
        this.city = city;
        this.repository = repository;
        this.reasonToSkip = reasonToSkip;
        this.donors = donors;
        this.readAt.putAll(readAt);
    }

    /** Whether the donor's message may leave now. */
    boolean lets(Donor donor) {
        var lets = isFresh(donor) ? isAsItWas(donor) : looksAgain(donor);
        if (lets) {
            gone.add(donor.id());
        }
        return lets;
    }

    /** The failure of the database because of which no message may leave any more. */
    Optional<RuntimeException> failure() {
        return failure;
    }

    /** The outcome of a donor who must not get the message any more. */
    Optional<Outcome> skipped(Donor donor) {
        return Optional.ofNullable(skipped.get(donor.id()));
    }

    /** The donor as last read. */
    Donor current(Donor donor) {
        return changed.getOrDefault(donor.id(), donor);
    }

    /** When the donor was last read, by {@link System#nanoTime()}. */
    long readAt(Donor donor) {
        return readAt.getOrDefault(donor.id(), System.nanoTime() - MAX_AGE.toNanos());
    }

    private boolean isFresh(Donor donor) {
        return System.nanoTime() - readAt(donor) < MAX_AGE.toNanos();
    }

    private boolean isAsItWas(Donor donor) {
        return !skipped.containsKey(donor.id()) && !changed.containsKey(donor.id());
    }

    private synchronized boolean looksAgain(Donor donor) {
        if (failure.isEmpty() && !isFresh(donor)) {
            try {
                read(next(donor));
            } catch (RuntimeException failed) {
                failure = Optional.of(failed);
            }
        }
        return failure.isEmpty() && isAsItWas(donor);
    }

    /** The donor, and the donors who come next. */
    private List<Donor> next(Donor first) {
        var most = Math.max(MIN_READ_AT_ONCE, 2 * (gone.size() - goneBefore));
        goneBefore = gone.size();
        var seen = new HashSet<>(gone);
        seen.remove(first.id());
        return donors.subList(donors.indexOf(first), donors.size()).stream()
                .filter(donor -> !seen.contains(donor.id()) && isAsItWas(donor))
                .limit(most)
                .toList();
    }

    private void read(List<Donor> some) {
        var now = System.nanoTime();
        var found = repository.findAll(city, some.stream().map(Donor::id).toList());
        for (var donor : some) {
            Optional.ofNullable(found.get(donor.id()))
                    .or(() -> repository.find(donor.id()))
                    .ifPresentOrElse(
                            current -> note(donor, current),
                            () -> skipped.put(donor.id(), new Outcome.Skipped(Outcome.Skipped.DONOR_GONE)));
            readAt.put(donor.id(), now);
        }
    }

    private void note(Donor donor, Donor current) {
        reasonToSkip
                .apply(current)
                .ifPresentOrElse(reason -> skipped.put(donor.id(), new Outcome.Skipped(reason)), () -> {
                    if (!current.equals(donor)) {
                        changed.put(donor.id(), current);
                    }
                });
    }
}
