package org.savealife.invitation.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.savealife.donation.Donation;
import org.savealife.donor.Donor;
import org.savealife.donor.store.DonorRepository;
import org.savealife.invitation.EligibilityRules;
import org.savealife.invitation.LeaseLostException;
import org.savealife.invitation.LedgerId;
import org.savealife.invitation.LedgerPage;
import org.savealife.invitation.Outcome;
import org.savealife.invitation.audience.Audience;
import org.savealife.invitation.mail.Mailer;
import org.savealife.invitation.mail.ResendBackOff;
import org.savealife.invitation.run.Reply;
import org.savealife.mail.SendResult;
import org.savealife.mail.SendResult.Deferred.By;
import org.savealife.platform.retry.DatabaseUnavailable;

/**
 * A ledger page on its way to the relay: which donors are left, and what became of the others. Each call of {@link
 * #make} offers the relay a message for every donor who is left, and writes the outcomes.
 *
 * <p>A {@link SendResult} says what became of a message; this class decides what follows. While the relay accepts
 * nothing, the page waits for as long as it takes, and no donor counts as failed. If the relay defers a donor while
 * it accepts others, the message is offered once more, and then the donor is deferred. A message with an unknown
 * outcome is recorded as such at once and sent once more, so not even a pause or a crash makes it three.
 */
final class PageOffer {

    private static final System.Logger LOG = System.getLogger(PageOffer.class.getName());

    /** How often a message is offered to a relay that accepts others before the donor is deferred. */
    private static final int OFFERS_BESIDE_OTHERS = 2;

    /** The same for a relay that accepts no others. */
    private static final int MAX_ATTEMPTS_IN_A_ROW = 4;

    /** If so many messages are deferred and none accepted, the relay is the cause, not the recipients. */
    private static final int TOO_MANY_TO_BLAME = 10;

    /**
     * If the relay accepted a message within this time before the page, it defers the page's donors because of the
     * recipients.
     */
    private static final Duration RECENTLY_ACCEPTED = Duration.ofSeconds(5);

    /** If the relay accepted a message within this time, it is available. */
    private static final Duration JUST_ACCEPTED = Duration.ofSeconds(2);

    private final boolean last;
    private final Audience audience;
    private final SegmentLease lease;
    private final WorkerNode node;
    private final ResendBackOff backOff;
    private final long begun = System.nanoTime();
    private LedgerPage page;
    private List<Donor> left = List.of();

    /** What donors of the page have replied, as far as they have. */
    private final Map<String, Reply> replies = new HashMap<>();

    /** When each donor who is left was last read, by {@link System#nanoTime()}. */
    private final Map<String, Long> readAt = new HashMap<>();

    /** Donors whose message was sent once, with an unknown outcome. */
    private final Map<String, Outcome> unknown = new HashMap<>();

    /** How often each donor was deferred because of the recipient. */
    private final Map<String, Integer> deferrals = new HashMap<>();

    private final List<Outcome> uncounted = new ArrayList<>();
    private boolean relayAnswered;
    private boolean saved;

    /** @param last whether the donors to be matched are the last of the page */
    PageOffer(LedgerPage page, boolean last, Audience audience, SegmentLease lease, WorkerNode node) {
        this.page = page;
        this.last = last;
        this.audience = audience;
        this.lease = lease;
        this.node = node;
        this.backOff = node.mailer.backOff();
    }

    /** The page as it is in the ledger. */
    LedgerPage page() {
        return page;
    }

    boolean isSettled() {
        return saved && left.isEmpty();
    }

    /** Whether messages are left that are sent for the last time, while the relay may not be available for them. */
    boolean hasLastTimes() {
        return left.stream().anyMatch(donor -> unknown.containsKey(donor.id()))
                && !node.mailer.tookOneSince(System.nanoTime() - JUST_ACCEPTED.toNanos());
    }

    /** Takes the donors of the walk who have no outcome, and skips those who are not to be invited. */
    void match(DonorRepository.Walk walk, Donation donation) {
        var outcomes = new HashMap<String, Outcome>();
        walk.unreadable().forEach(id -> outcomes.put(LedgerId.of(id), new Outcome.Skipped(Outcome.Skipped.UNREADABLE)));
        left = match(walk.donors(), donation, outcomes);
        left.forEach(donor -> readAt.put(donor.id(), walk.readAt()));
        uncounted.addAll(outcomes.values());
        page = page.with(outcomes, false, node.clock.instant());
    }

    private List<Donor> match(List<Donor> donors, Donation donation, Map<String, Outcome> outcomes) {
        var open = donors.stream()
                .filter(donor -> page.outcome(donor.id()).isEmpty())
                .toList();
        replies.putAll(audience.replies(open.stream().map(Donor::id).toList()));
        var told = new ArrayList<Donor>();
        for (var donor : open) {
            reasonToSkip(donor, donation)
                    .ifPresentOrElse(
                            reason -> outcomes.put(donor.id(), new Outcome.Skipped(reason)), () -> told.add(donor));
        }
        return told;
    }

    private Optional<String> reasonToSkip(Donor donor, Donation donation) {
        return EligibilityRules.reasonToSkip(
                lease.run().id().kind(),
                new EligibilityRules.Candidate(
                        donor,
                        donation,
                        node.clock.instant(),
                        reply(donor),
                        lease.run().isEndingFull()));
    }

    private Reply reply(Donor donor) {
        return replies.getOrDefault(donor.id(), Reply.NONE);
    }

    /**
     * Offers the relay a message for each donor who is left, and writes the outcomes.
     *
     * @param donation as it is now: staff may change it while the page waits
     * @param mailing what tells of it
     */
    Next make(Donation donation, Mailer.Mailing mailing) {
        if (left.isEmpty()) {
            save(Map.of(), List.of());
            return Next.AT_ONCE;
        }
        var check =
                new LastMomentCheck(donation.city(), node.donors, donor -> reasonToSkip(donor, donation), left, readAt);
        var results = mailing.send(
                left,
                this::reply,
                () -> lease.shouldContinue() && check.failure().isEmpty(),
                check::lets);
        var round = new Round(check, results);
        left = round.left();
        report(round);
        if (!round.written.isEmpty()) {
            save(round.written, round.settled);
        }
        check.failure().ifPresent(this::waitOrThrow);
        if (round.takesSome && !round.relayIsAway) {
            return Next.AT_ONCE;
        }
        return round.settled.isEmpty() ? Next.LATER : Next.SOON;
    }

    private void waitOrThrow(RuntimeException failed) {
        if (!DatabaseUnavailable.isCauseOf(failed)) {
            throw failed;
        }
        lease.report(failed);
    }

    private void report(Round round) {
        round.example.ifPresent(reason -> LOG.log(
                lease.shouldContinue() ? System.Logger.Level.WARNING : System.Logger.Level.INFO,
                "Run {0}: the relay did not accept {1} messages of a page, they will be offered again: {2}",
                lease.segment().runId(),
                left.size(),
                reason));
    }

    /** Tries until the database answers, as the outcome of a sent message must get into the ledger. */
    private void save(Map<String, Outcome> outcomes, List<Outcome> settled) {
        page = page.with(outcomes, last && left.isEmpty(), node.clock.instant());
        for (var wait = backOff.shortest(); ; wait = backOff.longer(wait)) {
            try {
                SegmentLease.uninterrupted(() -> node.ledger.savePage(lease.segment(), page));
                break;
            } catch (LeaseLostException taken) {
                throw taken;
            } catch (RuntimeException failed) {
                if (!DatabaseUnavailable.isCauseOf(failed) && lease.run().pause(failed)) {
                    throw new SegmentLease.TaskCancelledException();
                }
                lease.report(failed);
                lease.pauseToSave(ResendBackOff.jittered(wait));
            }
        }
        saved = true;
        uncounted.addAll(settled);
        uncounted.forEach(node.counter);
        uncounted.clear();
        lease.run().note(settled);
    }

    /** When to make the next offer. */
    enum Next {
        /** The relay accepted messages and was available to the end: no need to wait. */
        AT_ONCE,
        /** Wait for the relay; but the offer settled some donors, so the wait need not grow. */
        SOON,
        /** Wait for the relay, longer each time. */
        LATER
    }

    /** The results of one offer to the relay. */
    private final class Round {

        private final LastMomentCheck check;
        private final boolean takesSome;
        private final boolean blamesDonors;

        /** Outcomes that are written to the ledger now. */
        private final Map<String, Outcome> written = new HashMap<>();

        /** Final outcomes. */
        private final List<Outcome> settled = new ArrayList<>();

        private final List<Donor> lastTimes = new ArrayList<>();
        private final List<Donor> untried = new ArrayList<>();
        private final List<Donor> deferredDonors = new ArrayList<>();
        private boolean relayIsAway;
        private Optional<String> example = Optional.empty();

        Round(LastMomentCheck check, List<SendResult> results) {
            this.check = check;
            takesSome = results.stream().anyMatch(SendResult.Sent.class::isInstance);
            relayAnswered |= takesSome || results.stream().anyMatch(SendResult.Failed.class::isInstance);
            blamesDonors = blamesDonors(results);
            var donors = left;
            for (var i = 0; i < results.size(); i++) {
                note(donors.get(i), results.get(i));
                readAt.put(donors.get(i).id(), check.readAt(donors.get(i)));
            }
        }

        /**
         * The donors of the next offer, in order. First those who are sent to for the last time: the others show
         * whether the relay is available. Last those over whom the relay may have closed the connection.
         */
        List<Donor> left() {
            return Stream.of(lastTimes, untried, deferredDonors)
                    .flatMap(List::stream)
                    .map(check::current)
                    .toList();
        }

        /** Whether the relay deferred donors because of the recipients, and not because it accepts nobody. */
        private boolean blamesDonors(List<SendResult> results) {
            var relayTakesOthers = relayAnswered
                    || node.mailer.tookOneSince(begun - RECENTLY_ACCEPTED.toNanos())
                    // donors of a later pass were deferred while others were not
                    || !lease.segment().pass().isFirst();
            return relayTakesOthers
                    || (results.size() < TOO_MANY_TO_BLAME && results.stream().noneMatch(Round::isByRelay));
        }

        private static boolean isByRelay(SendResult result) {
            return result instanceof SendResult.Deferred deferred && deferred.by() == By.RELAY;
        }

        private void note(Donor donor, SendResult result) {
            if (result instanceof SendResult.Sent) {
                settle(donor, new Outcome.Sent());
            } else if (result instanceof SendResult.Failed failed) {
                settle(donor, new Outcome.Failed(words(failed)));
            } else if (result instanceof SendResult.Unknown unanswered) {
                note(donor, new Outcome.Unknown(unanswered.reason()));
            } else if (result instanceof SendResult.Deferred deferred) {
                check.skipped(donor)
                        .ifPresentOrElse(
                                skipped -> settle(donor, unlessUnknown(donor, skipped)), () -> note(donor, deferred));
            }
        }

        private static String words(SendResult.Failed failed) {
            return (failed.code() + " " + failed.enhancedCode() + " " + failed.text())
                    .replaceAll("\\s+", " ")
                    .strip();
        }

        private void note(Donor donor, Outcome.Unknown outcome) {
            if (unknown.put(donor.id(), outcome) == null) {
                written.put(donor.id(), outcome);
                lastTimes.add(donor);
                example = Optional.of(outcome.reason());
            } else {
                settle(donor, outcome);
            }
        }

        private void note(Donor donor, SendResult.Deferred deferred) {
            if (deferred.by() == By.RECIPIENT && blamesDonors && isEnough(donor)) {
                var outcome = lease.segment().pass().isLast()
                        ? new Outcome.Failed(deferred.reason())
                        : new Outcome.Deferred(deferred.reason());
                settle(donor, unlessUnknown(donor, outcome));
                return;
            }
            relayIsAway |= isByRelay(deferred) && check.current(donor).equals(donor);
            example = Optional.of(deferred.reason());
            if (unknown.containsKey(donor.id())) {
                lastTimes.add(donor);
            } else {
                (isByRelay(deferred) ? untried : deferredDonors).add(donor);
            }
        }

        /**
         * Whether to stop offering the message of a donor who was deferred once more. Donors of a later pass get
         * another one.
         */
        private boolean isEnough(Donor donor) {
            var offers = deferrals.merge(donor.id(), 1, Integer::sum);
            var most = relayAnswered ? OFFERS_BESIDE_OTHERS : MAX_ATTEMPTS_IN_A_ROW;
            return offers >= most || !lease.segment().pass().isFirst();
        }

        /** The outcome, unless a copy of the message may have arrived: then it stays unknown. */
        private Outcome unlessUnknown(Donor donor, Outcome outcome) {
            return unknown.getOrDefault(donor.id(), outcome);
        }

        private void settle(Donor donor, Outcome outcome) {
            written.put(donor.id(), outcome);
            settled.add(outcome);
        }
    }
}
