package org.savealife.donor.bounce;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.savealife.donor.Donor;
import org.savealife.donor.store.DonorRepository;
import org.savealife.platform.audit.AuditLog;

/**
 * Prevents a mistake of ours, or of a mail provider, from suppressing everybody. If mail of many donors with something
 * in common ({@link BounceGroup}) bounces within an hour, nobody of them is suppressed from then on, those who were
 * suppressed within that hour may get mail again, and staff decide about all of them at once. After a decision the
 * count begins anew.
 *
 * <p>Each step is repeatable. If a crash interrupts a decision, it is carried out again for the donors that are left.
 */
@ApplicationScoped
public class BounceCircuitBreaker {

    private static final Logger LOG = System.getLogger(BounceCircuitBreaker.class.getName());

    private static final Duration WINDOW = Duration.ofHours(1);

    /** How long a page waits for a decision to be carried out. */
    private static final Duration DECISION_TIMEOUT = Duration.ofSeconds(10);

    private static final int PAGE = 500;

    /** Above this number, the exact number does not matter. */
    private static final int MANY = 10_000;

    private static final int MAX_REASONS = 3;

    /** The actor in audit entries that nobody decided about. */
    private static final String MAIL = "mail";

    private final BounceRepository bounces;
    private final DonorRepository donors;
    private final AuditLog audit;
    private final Clock clock;

    @Resource
    ManagedExecutorService executor;

    @Inject
    public BounceCircuitBreaker(BounceRepository bounces, DonorRepository donors, AuditLog audit, Clock clock) {
        this.bounces = bounces;
        this.donors = donors;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * A group that waits for a decision of staff.
     *
     * @param donors how many; exact below {@link #MANY}
     * @param reasons the most frequent ones among the bounces that were read
     */
    record Waiting(BounceGroup group, int donors, Instant since, List<String> reasons) {}

    /**
     * Records that the donor's mail bounced permanently.
     *
     * @return whether the donor may be suppressed for it now
     */
    boolean lets(Donor donor, String reason) {
        var now = clock.instant();
        var since = now.minus(WINDOW);
        var free = true;
        for (var group : BounceGroup.of(donor)) {
            bounces.add(group, donor, reason, now);
            if (bounces.isHeld(group)) {
                free = false;
            } else if (bounces.areTooMany(group, since)) {
                hold(new BounceRepository.Held(group, since), now);
                free = false;
            }
        }
        return free;
    }

    /** From now on nobody else is suppressed, so all who were before can be lifted. */
    private void hold(BounceRepository.Held held, Instant now) {
        if (bounces.hold(held, now)) {
            LOG.log(
                    Level.WARNING,
                    "Mail of more than {0} donors of one {1} bounced within an hour. No donor of it is suppressed"
                            + " until staff decide, on the page Mail",
                    held.group().most(),
                    held.group().isProvider() ? "provider" : "city");
            walk(held, now, bounce -> {
                lift(bounce, MAIL);
                return true;
            });
        }
    }

    /** The groups that wait for staff. */
    List<Waiting> waiting() {
        return bounces.held().stream().map(this::waiting).toList();
    }

    /** How many groups wait for staff, in one read. */
    public int waitingGroups() {
        return bounces.held().size();
    }

    private Waiting waiting(BounceRepository.Held held) {
        var ids = new HashSet<String>();
        var reasons = new HashMap<String, Integer>();
        walk(held, clock.instant(), bounce -> {
            ids.add(bounce.donorId());
            reasons.merge(bounce.reason(), 1, Integer::sum);
            return ids.size() < MANY;
        });
        var frequent = reasons.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(MAX_REASONS)
                .map(Map.Entry::getKey)
                .toList();
        return new Waiting(held.group(), ids.size(), held.since(), frequent);
    }

    /**
     * Suppresses all donors of the group whose mail bounced, or none of them. Does nothing if the group does not wait.
     *
     * @param key of the group
     * @param who the name of the member of staff who decided
     * @return whether all is done; otherwise it continues by itself
     */
    boolean decide(String key, boolean aside, String who) {
        var held = find(key);
        if (held.isEmpty()) {
            return true;
        }
        var now = clock.instant();
        audit.record(aside ? "bounces.confirm" : "bounces.lift", key);
        var work = executor.submit(() -> settle(held.get(), aside, who, now));
        try {
            work.get(DECISION_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException goesOn) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException broken) {
            throw new IllegalStateException("Not all bounces could be decided about.", broken.getCause());
        }
    }

    private Optional<BounceRepository.Held> find(String key) {
        return bounces.held().stream()
                .filter(held -> held.group().key().equals(key))
                .findFirst();
    }

    /** Carries out a decision. Bounces that arrive meanwhile wait for the next one. */
    void settle(BounceRepository.Held held, boolean aside, String who, Instant until) {
        walk(held, until, bounce -> {
            if (aside) {
                putAside(bounce, who);
            } else {
                lift(bounce, who);
            }
            bounces.remove(held.group(), bounce);
            return true;
        });
        if (bounces.list(held.group(), BounceRepository.from(held.since()), 1).isEmpty()) {
            bounces.release(held.group());
        }
    }

    private void putAside(BounceRepository.Bounce bounce, String who) {
        var donor = donors.find(bounce.donorId()).filter(bounce::isOf);
        if (donor.filter(found -> found.suppression().isEmpty()).isPresent()) {
            var unused = audit.recording(
                    who, "donor.suppress", bounce.donorId(), () -> donors.suppress(bounce.donorId(), bounce.reason()));
        }
    }

    private void lift(BounceRepository.Bounce bounce, String who) {
        var unused = audit.recording(
                who, "donor.unsuppress", bounce.donorId(), () -> donors.unsuppress(bounce.donorId(), bounce.reason()));
    }

    /** Reads the held bounces up to that time, until the step returns false. */
    private void walk(BounceRepository.Held held, Instant until, Predicate<BounceRepository.Bounce> step) {
        var end = BounceRepository.from(until.plusMillis(1));
        var from = BounceRepository.from(held.since());
        while (true) {
            var page = bounces.list(held.group(), from, PAGE);
            for (var bounce : page) {
                if (bounce.key().compareTo(end) >= 0 || !step.test(bounce)) {
                    return;
                }
            }
            if (page.isEmpty()) {
                return;
            }
            from = page.get(page.size() - 1).next();
        }
    }
}
