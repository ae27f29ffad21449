package org.savealife.invitation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.savealife.donation.Donation;
import org.savealife.donor.Donor;
import org.savealife.donor.DonorRepository;
import org.savealife.mail.Delivery;
import org.savealife.platform.DatabaseAway;

/**
 * Sends the pages of a segment: matches donors, offers the relay a message for each until every one has an outcome, and
 * writes the outcomes. Holds the node's {@link SendTurn turn} from the first message of an offer until what came of it is
 * written. While the relay is away nothing counts against anybody, however long it takes.
 */
final class PageSender {

    private static final System.Logger LOG = System.getLogger(PageSender.class.getName());
    private static final Duration SHORTEST_WAIT = Duration.ofMillis(250);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(15);

    /** Donors read longer ago are read again before they are written to: they may have unsubscribed. */
    private static final Duration FRESH = Duration.ofSeconds(2);

    /** How often in a row a message is offered before the page goes on without it. */
    private static final int OFFERS_IN_A_ROW = 4;

    /** A relay that puts off as many messages and takes none has a bad time, which is not these donors' fault. */
    private static final int TOO_MANY_TO_BLAME = 10;

    /** Why a donor is skipped whose item is none by our rules. */
    static final String UNREADABLE = "unreadable";

    /** Why a donor is skipped who was erased. */
    static final String DONOR_GONE = "donor_gone";

    private final Donation donation;
    private final Mailer.Mailing mailing;
    private final SegmentWork work;
    private final SegmentWork.Node node;

    PageSender(Donation donation, SegmentWork work, SegmentWork.Node node) {
        this.donation = donation;
        this.mailing = node.mailer().mailing(donation);
        this.work = work;
        this.node = node;
    }

    /**
     * Sends to the donors of the walk who have no outcome on the page.
     *
     * @param last whether they are the last of the page
     * @return the page as it stands in the ledger then
     */
    LedgerPage send(LedgerPage page, DonorRepository.Walk walk, boolean last) {
        var offer = new Offer(page, last);
        var readAt = System.nanoTime();
        offer.match(walk);
        var wait = SHORTEST_WAIT;
        while (!offer.isSettled()) {
            takeTurn();
            try {
                if (System.nanoTime() - readAt > FRESH.toNanos()) {
                    offer.matchAgain();
                    readAt = System.nanoTime();
                }
                // a relay that takes some, between refusals, must not be waited for longer and longer
                wait = offer.make() ? SHORTEST_WAIT : wait;
            } finally {
                node.turn().giveBack();
            }
            if (!offer.isSettled()) {
                work.pause(jittered(wait));
                wait = longer(wait);
            }
        }
        return offer.page;
    }

    private void takeTurn() {
        try {
            node.turn().take(work::checkMayGoOn);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedWorkException();
        }
    }

    /** A page on its way: what has come of it, and who is left. */
    private final class Offer {

        private final boolean last;
        private LedgerPage page;
        private List<Donor> left = new ArrayList<>();
        private final List<Outcome> uncounted = new ArrayList<>();
        private int offers;
        private boolean saved;

        Offer(LedgerPage page, boolean last) {
            this.page = page;
            this.last = last;
        }

        boolean isSettled() {
            return saved && left.isEmpty();
        }

        void match(DonorRepository.Walk walk) {
            var outcomes = new HashMap<String, Outcome>();
            walk.unreadable().forEach(id -> outcomes.put(id, new Outcome.Skipped(UNREADABLE)));
            left = match(walk.donors(), outcomes);
            uncounted.addAll(outcomes.values());
            page = page.with(outcomes, false);
        }

        private List<Donor> match(List<Donor> donors, Map<String, Outcome> outcomes) {
            var invited = new ArrayList<Donor>();
            for (var donor : donors) {
                if (page.outcome(donor.id()).isPresent()) {
                    continue;
                }
                var reason = Matching.reasonToSkip(
                        new Matching.Candidate(donor, donation, node.clock().instant()));
                reason.ifPresentOrElse(
                        text -> outcomes.put(donor.id(), new Outcome.Skipped(text)), () -> invited.add(donor));
            }
            return invited;
        }

        /** Those who are left may have changed their mind, moved, or asked to be forgotten. */
        void matchAgain() {
            var outcomes = new HashMap<String, Outcome>();
            var found = new ArrayList<Donor>();
            var now = new HashMap<String, Donor>();
            node.donors()
                    .walk(donation.city(), page.after(), page.last(), LedgerPage.SIZE)
                    .donors()
                    .forEach(donor -> now.put(donor.id(), donor));
            for (var donor : left) {
                Optional.ofNullable(now.get(donor.id()))
                        .or(() -> node.donors().find(donor.id()))
                        .ifPresentOrElse(found::add, () -> outcomes.put(donor.id(), new Outcome.Skipped(DONOR_GONE)));
            }
            left = match(found, outcomes);
            uncounted.addAll(outcomes.values());
            page = page.with(outcomes, false);
        }

        /**
         * Offers the relay a message for each who is left, and writes what came of it.
         *
         * @return whether somebody is left no more
         */
        boolean make() {
            if (left.isEmpty()) {
                save(Map.of());
                return true;
            }
            var deliveries = mailing.send(left, work::mayGoOn);
            var outcomes = new HashMap<String, Outcome>();
            var deferred = new ArrayList<Donor>();
            if (counts(deliveries)) {
                offers++;
            }
            for (var i = 0; i < deliveries.size(); i++) {
                var donor = left.get(i);
                var delivery = deliveries.get(i);
                outcome(delivery)
                        .ifPresentOrElse(outcome -> outcomes.put(donor.id(), outcome), () -> deferred.add(donor));
            }
            var progress = deferred.size() < left.size();
            left = deferred;
            if (!deferred.isEmpty()) {
                report((Delivery.Deferred) deliveries.stream()
                        .filter(Delivery.Deferred.class::isInstance)
                        .findFirst()
                        .orElseThrow());
            }
            if (progress) {
                save(outcomes);
            }
            return progress;
        }

        /** Whether who was put off was put off for a reason of their own. */
        private boolean counts(List<Delivery> deliveries) {
            var takesNone = deliveries.stream().allMatch(Delivery.Deferred.class::isInstance);
            return work.mayGoOn()
                    && node.mailer().relayAnswers()
                    && !(takesNone && deliveries.size() >= TOO_MANY_TO_BLAME);
        }

        private Optional<Outcome> outcome(Delivery delivery) {
            if (delivery instanceof Delivery.Sent) {
                return Optional.of(new Outcome.Sent());
            }
            if (delivery instanceof Delivery.Failed failed) {
                return Optional.of(
                        new Outcome.Failed((failed.code() + " " + failed.enhancedCode() + " " + failed.text())
                                .replaceAll("\\s+", " ")
                                .strip()));
            }
            if (offers < OFFERS_IN_A_ROW) {
                return Optional.empty();
            }
            var reason = ((Delivery.Deferred) delivery).reason();
            return Optional.of(work.isLastPass() ? new Outcome.Failed(reason) : new Outcome.Deferred(reason));
        }

        private void report(Delivery.Deferred example) {
            LOG.log(
                    work.mayGoOn() ? System.Logger.Level.WARNING : System.Logger.Level.INFO,
                    "Run {0}: {1} messages of a page were not taken, to be offered again: {2}",
                    donation.id(),
                    left.size(),
                    example.reason());
        }

        /** What has been sent must get into the ledger, so the database is asked until it answers. */
        private void save(Map<String, Outcome> outcomes) {
            page = page.with(outcomes, last && left.isEmpty());
            for (var wait = SHORTEST_WAIT; ; wait = longer(wait)) {
                try {
                    SegmentWork.uninterrupted(() -> node.runs().savePage(work.segment(), page));
                    break;
                } catch (RuntimeException failed) {
                    if (!DatabaseAway.isCauseOf(failed)) {
                        throw failed;
                    }
                    work.report(failed);
                    work.pauseToSave(jittered(wait));
                }
            }
            saved = true;
            uncounted.addAll(outcomes.values());
            uncounted.forEach(node.counter());
            uncounted.clear();
            work.activeRun().note(outcomes.values());
        }
    }

    private static Duration longer(Duration wait) {
        var twice = wait.multipliedBy(2);
        return twice.compareTo(LONGEST_WAIT) < 0 ? twice : LONGEST_WAIT;
    }

    /** Half of it at least, so that nodes that were put off together do not come back together. */
    private static Duration jittered(Duration wait) {
        var millis = wait.toMillis();
        return Duration.ofMillis(millis / 2 + ThreadLocalRandom.current().nextLong(millis / 2 + 1));
    }
}
