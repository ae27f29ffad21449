package org.savealife.invitation.notice;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.savealife.donation.Donation;
import org.savealife.donation.NoticeCounts;
import org.savealife.donation.Notify;
import org.savealife.invitation.EligibilityRules;
import org.savealife.invitation.InvitationRun;
import org.savealife.invitation.LedgerRepository;
import org.savealife.invitation.RunRepository;
import org.savealife.invitation.RunStatusRepository;
import org.savealife.invitation.Segment;
import org.savealife.invitation.audience.BookedDonors;
import org.savealife.invitation.run.Former;
import org.savealife.invitation.run.Kind;
import org.savealife.invitation.run.RunId;
import org.savealife.invitation.worker.RunWorker;
import org.savealife.platform.paging.Cursor;

/**
 * Runs that tell donors what becomes of a donation. A change is told by a run of its own; a later change ends it, and
 * tells those whom it has not told what they knew before the first one. That a donation was called off ends all its
 * other runs, and goes before all runs of other donations. In each run, donors who are booked or wait come first.
 */
@ApplicationScoped
public class Notices implements NoticeCounts {

    /** Reason of a run that ended because a later one tells more. */
    public static final String SUPERSEDED = "superseded";

    private static final System.Logger LOG = System.getLogger(Notices.class.getName());

    /** How many changes back an earlier run is looked for. */
    private static final int LOOKED_BACK = 50;

    /** After this time, the stream has not brought a change. It would have said more of it than a sweep can. */
    private static final Duration STREAM_IS_LATE = Duration.ofMinutes(10);

    private final RunRepository runs;
    private final RunStatusRepository runStatus;
    private final LedgerRepository ledger;
    private final BookedDonors booked;
    private final RunWorker worker;
    private final Clock clock;

    @Inject
    public Notices(
            RunRepository runs,
            RunStatusRepository runStatus,
            LedgerRepository ledger,
            BookedDonors booked,
            RunWorker worker,
            Clock clock) {
        this.runs = runs;
        this.runStatus = runStatus;
        this.ledger = ledger;
        this.booked = booked;
        this.worker = worker;
        this.clock = clock;
    }

    /**
     * Has the donors told of a change, as its {@link Notify} says. Repeatable.
     *
     * @param before the donation until then; empty if that is not known
     */
    public void open(Optional<Donation> before, Donation after) {
        if (after.cancelled()) {
            openCancellation(after);
        } else if (after.version().told() != Notify.NOBODY) {
            openChange(before, after);
        }
    }

    /**
     * Has a donor told that a seat is booked, within seconds. Any process may call this. Repeatable.
     *
     * @param at when the donor booked; the same booking is confirmed once
     */
    public void confirm(Donation donation, String donorId, Instant at) {
        tell(RunId.single(Kind.CONFIRMATION, donation.id(), donorId, at), donation);
    }

    /**
     * Has a donor told that a seat is free, within seconds. Any process may call this. Repeatable.
     *
     * @param until when the offer ends; the same offer is made once
     */
    public void offer(Donation donation, String donorId, Instant until) {
        tell(RunId.single(Kind.OFFER, donation.id(), donorId, until), donation);
    }

    /**
     * Has the donors reminded who are booked, and at first also those who wait. Repeatable.
     *
     * @param number of the reminder, see {@link ReminderTimes}
     */
    public void remind(Donation donation, int number) {
        var id = RunId.reminder(donation.id(), number);
        if (runs.existing(List.of(id.text())).isEmpty()) {
            tell(id, donation);
        }
    }

    /** Workers find the run in the index of runs that want work, which they read twice a second. */
    private void tell(RunId id, Donation donation) {
        runs.open(id, donation, Optional.empty(), Map.of(Segment.BOOKED, Segment.BEHIND_BOOKED));
        worker.wake();
    }

    /** Opens the run of a donation's last change if the stream did not bring it. Repeatable. */
    public void openMissing(Donation donation) {
        var version = donation.version();
        var isLate = donation.cancelled()
                || version.changedAt()
                        .filter(at -> at.plus(STREAM_IS_LATE).isBefore(clock.instant()))
                        .isPresent();
        if (version.sequence() > 0 && version.told() != Notify.NOBODY && isLate) {
            var id = donation.cancelled()
                    ? RunId.cancellation(donation.id())
                    : RunId.change(donation.id(), version.sequence());
            if (runs.existing(List.of(id.text())).isEmpty()) {
                open(Optional.empty(), donation);
            }
        }
    }

    private void openCancellation(Donation after) {
        var ended = EligibilityRules.DONATION_NOT_CANCELLED.reason();
        Stream.concat(
                        Stream.of(RunId.invitations(after.id())),
                        Stream.concat(changes(after).stream(), reminders(after).stream()))
                .map(RunId::text)
                .forEach(run -> runStatus.cancel(run, ended));
        if (after.version().told() != Notify.NOBODY) {
            open(RunId.cancellation(after.id()), after, Optional.empty());
        }
    }

    private void openChange(Optional<Donation> before, Donation after) {
        var id = RunId.change(after.id(), after.version().sequence());
        var earlier = runs.findAll(changes(after).stream()
                .filter(run -> !run.equals(id))
                .map(RunId::text)
                .toList());
        earlier.keySet().forEach(run -> runStatus.cancel(run, SUPERSEDED));
        var former = untold(after, earlier).or(() -> before.map(Notices::former));
        if (isOvertaken(after)) {
            runs.skip(id, after, former, SUPERSEDED);
        } else {
            open(id, after, former);
        }
    }

    private void open(RunId id, Donation donation, Optional<Former> former) {
        var segments = new LinkedHashMap<>(Map.of(Segment.BOOKED, Segment.BEHIND_BOOKED));
        if (donation.version().told() == Notify.ALL) {
            segments.put(Segment.BEHIND_BOOKED, Segment.BEHIND_ALL);
        }
        if (runs.open(id, donation, former, segments)) {
            LOG.log(System.Logger.Level.INFO, "Opened run {0}", id);
        }
        worker.wake();
    }

    /** What donors knew before an earlier change of which not all of them have been told. */
    private Optional<Former> untold(Donation after, Map<String, InvitationRun> earlier) {
        return changes(after).stream()
                .filter(run -> earlier.containsKey(run.text()))
                .findFirst()
                .filter(run -> !isTold(Objects.requireNonNull(earlier.get(run.text()))))
                .flatMap(runs::former);
    }

    private static boolean isTold(InvitationRun run) {
        return run.status() == InvitationRun.Status.FINISHED;
    }

    /** Whether a later change, or that the donation was called off, has been told of already. */
    private boolean isOvertaken(Donation after) {
        var sequence = after.version().sequence();
        var later = new ArrayList<>(List.of(RunId.cancellation(after.id()).text()));
        LongStream.rangeClosed(sequence + 1, sequence + LOOKED_BACK)
                .forEach(number -> later.add(RunId.change(after.id(), number).text()));
        return !runs.existing(later).isEmpty();
    }

    /** The ids of the runs of the donation's changes up to now, the last one first. */
    private static List<RunId> changes(Donation donation) {
        var last = donation.version().sequence();
        return LongStream.iterate(last, number -> number > Math.max(0, last - LOOKED_BACK), number -> number - 1)
                .mapToObj(number -> RunId.change(donation.id(), number))
                .toList();
    }

    private static List<RunId> reminders(Donation donation) {
        return Stream.of(ReminderTimes.FIRST, ReminderTimes.SECOND)
                .map(number -> RunId.reminder(donation.id(), number))
                .toList();
    }

    private static Former former(Donation donation) {
        return new Former(donation.address(), donation.startsAt(), donation.length());
    }

    /** Counts as invited whom an invitation has reached, or may have; those who have said no since are not told. */
    @Override
    public Counts of(Donation donation) {
        var invited = runs.find(donation.id())
                .map(run -> run.counts().sent() + run.counts().unknown())
                .orElse(0L);
        return new Counts(invited, booked.count(donation));
    }

    /** The runs that have told, or tell, donors of the donation since it was announced; the first one first. */
    public List<InvitationRun> runs(Donation donation) {
        var ids = new ArrayList<>(changes(donation));
        Collections.reverse(ids);
        ids.addAll(reminders(donation));
        ids.add(RunId.cancellation(donation.id()));
        var found = runs.findAll(ids.stream().map(RunId::text).toList());
        return ids.stream()
                .flatMap(id -> Optional.ofNullable(found.get(id.text())).stream())
                .map(run -> run.isOver() ? run : find(run.id(), donation).orElse(run))
                .sorted(Comparator.comparing(InvitationRun::openedAt))
                .toList();
    }

    /** A run that tells donors of the donation, as it is now; empty if it has not been opened. */
    public Optional<InvitationRun> find(RunId id, Donation donation) {
        return runs.find(id.text()).map(run -> run.isOver() ? run : run.expecting(toTell(id, donation)));
    }

    private long toTell(RunId id, Donation donation) {
        return id.kind() == Kind.REMINDER
                ? booked.count(donation)
                : of(donation).of(donation.version().told());
    }

    /** How many donors a run could not tell so far: those of {@link #notReached(RunId, int)}. */
    public static long notReached(InvitationRun run) {
        var counts = run.counts();
        return counts.retryable()
                + counts.deferred()
                + counts.skipped().getOrDefault(EligibilityRules.ADDRESS_NOT_SUPPRESSED.reason(), 0L);
    }

    /**
     * Donors whom a run could not tell, to be phoned: the relay refused the message or did not answer, or still defers
     * it, or the address gets no mail.
     */
    public List<LedgerRepository.Entry> notReached(RunId run, int limit) {
        var found = new ArrayList<LedgerRepository.Entry>();
        for (var wanted : List.of(
                new LedgerRepository.Wanted("failed", ""),
                new LedgerRepository.Wanted("unknown", ""),
                new LedgerRepository.Wanted("deferred", ""),
                new LedgerRepository.Wanted("skipped", EligibilityRules.ADDRESS_NOT_SUPPRESSED.reason()))) {
            var after = Cursor.NONE;
            do {
                var listing = ledger.find(run.text(), wanted, after, limit - found.size());
                found.addAll(listing.entries());
                after = listing.next();
            } while (!after.isNone() && found.size() < limit);
            if (found.size() >= limit) {
                return found;
            }
        }
        return found;
    }
}
